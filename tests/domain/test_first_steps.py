"""The first steps, by what is stored."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot import config
from bot.domain.catalog import Catalog
from bot.domain.first_steps import NAMES, Stored, steps
from bot.domain.organisation import Team

CHURN = Team(key="churn", name="Churn", leads=("ana",))
EMPTY = Catalog(catalog="Ours", caveat="None.", roles=(), activities=())


@pytest.fixture(scope="module")
def new() -> Stored:
    """A workspace in which nothing was set up."""
    catalog = config.load_catalog(Path(__file__).parents[2])
    return Stored(catalog=catalog, own=False, teams=(), told=0, settled={})


def _stand(stored: Stored) -> str:
    """A letter for each step: done, skipped, or a dash."""
    return "".join("d" if one.done else "s" if one.skipped else "-" for one in steps(stored))


def test_in_their_order(new: Stored) -> None:
    """There are three, and none is done at first."""
    assert tuple(one.name for one in steps(new)) == NAMES == ("catalog", "teams", "digest")
    assert _stand(new) == "---"


def test_ticked_by_what_is_stored(new: Stored) -> None:
    """A catalog of one's own, an empty one or one that is kept; a lead; a channel that hears."""
    unled = CHURN.model_copy(update={"leads": ()})
    for stored, stand in (
        (replace(new, own=True), "d--"),
        (replace(new, catalog=EMPTY), "d--"),
        (replace(new, settled={"catalog": True}), "d--"),
        (replace(new, settled={"catalog": False}), "s--"),
        (replace(new, teams=(unled,)), "---"),
        (replace(new, teams=(unled, CHURN)), "-d-"),
        (replace(new, told=1), "--d"),
        (replace(new, told=2, teams=(CHURN,), own=True), "ddd"),
    ):
        assert _stand(stored) == stand


def test_done_comes_before_skipped(new: Stored) -> None:
    """What is done isn't skipped, whatever was said before."""
    skipped = replace(new, settled=dict.fromkeys(NAMES, False))
    assert _stand(skipped) == "sss"
    assert _stand(replace(skipped, own=True, teams=(CHURN,), told=1)) == "ddd"


def test_what_they_say(new: Stored) -> None:
    """Each says in a sentence what is there, one or many."""
    texts = [one.text for one in steps(replace(new, teams=(CHURN,), told=1))]
    assert "7 roles, 13 activities" in texts[0]
    assert texts[1:] == ["1 team is here, 1 with a lead.", "1 channel hears regularly."]
    unled = CHURN.model_copy(update={"leads": ()})
    texts = [one.text for one in steps(replace(new, catalog=EMPTY, teams=(unled,) * 2, told=2))]
    assert texts[0].startswith("The catalog is empty")
    assert texts[1].startswith("2 teams are here, and nobody leads any")
    assert texts[2] == "2 channels hear regularly."
