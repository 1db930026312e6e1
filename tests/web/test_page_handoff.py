"""The pages of a handoff and of its checklists."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from bot.domain.catalog import Handoff
from bot.domain.checklist import Checklist, Link, Tick, Word, lines_of
from bot.domain.fact import Change, Subject
from bot.wiring import LOCAL, Product
from tests.web.looks import HOSTILE, SHOWN, did, gone, links, main, next_door, seen_by, text

TODAY, YESTERDAY = date(2026, 11, 23), date(2026, 11, 22)
SAID = Word(by="mei", on=YESTERDAY)


def started(product: Product, number: int, **more: object) -> Checklist:
    """A checklist of the model handoff from Mei to Omar."""
    with product.ledger.read(LOCAL) as books:
        handoff = books.catalog().by_ref["handoff:model"]
    assert isinstance(handoff, Handoff)
    values: dict[str, object] = {
        "handoff": handoff.ref,
        "name": f"churn v{number}",
        "giver": "mei",
        "receiver": "omar",
        "team": "churn",
        "started": SAID,
        "lines": lines_of(handoff),
    }
    made = Checklist.model_validate(values | more)
    subject = Subject("checklist", (str(number),))
    did(product, [Change(subject, None, made.model_dump(mode="json"))], verb="handoff start")
    return made


def test_handoff(product: Product, both: FlaskClient) -> None:
    """A handoff is told with both roles, what breaks and what prevents it, and its checklists."""
    started(product, 1, due=YESTERDAY)
    started(product, 2, state="done", closed=Word(by="omar", on=TODAY))
    words = text(both, "/handoff/model")
    for part in (
        "Handoff The Model Handoff From the Data Scientist to the MLOps Engineer .",
        "How it breaks The model works in its author's notebook",
        "What prevents that Clear model interface requirements",
        "Data Scientist ticks The model is saved in the agreed format",
        "1. churn v1 Churn Mei Tanaka Omar Haddad Mei Tanaka has 6 lines left, Omar Haddad 4; due",
        "due on 2026-11-22 (overdue)",
        "2. churn v2 Churn Mei Tanaka Omar Haddad done on 2026-11-23",
    ):
        assert part in words
    found = links(main(both, "/handoff/model"))
    assert {"/checklist/1", "/role/data-scientist", "/person/mei", "/team/churn"} <= set(found)
    assert {both.get(one).status_code for one in found} == {200}
    assert "/checklist/1" in links(main(both, "/team/churn"))
    assert "/checklist/2" not in links(main(both, "/team/churn"))


def test_checklist(product: Product, both: FlaskClient) -> None:
    """A checklist is told line by line: who ticked it, why it doesn't apply, whose it is."""
    lines = (
        Tick(number=1, side="gives", text="It is packed", state="done", word=SAID),
        Tick(number=2, side="gives", text="It is light", state="dropped", word=SAID,
             because="It is heavy"),
        Tick(number=3, side="receives", text="It is unpacked", person="priya"),
    )  # fmt: skip
    started(product, 7, lines=lines, accepted={"gives": SAID})
    words = text(both, "/checklist/7")
    for part in (
        "Handoff 7 churn v7 The Model Handoff , from Mei Tanaka to Omar Haddad in Churn .",
        "What Mei Tanaka gives 2 of 2 ticked; accepted on 2026-11-22.",
        "☑ It is packed ticked by Mei Tanaka on 2026-11-22",
        "☒ It is light not applicable by Mei Tanaka on 2026-11-22: It is heavy",
        "What Omar Haddad takes over 0 of 1 ticked.",
        "☐ It is unpacked open; given to Priya Raman",
        "Started by Mei Tanaka on 2026-11-22.",
        "handoff start",
    ):
        assert part in words


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"state": "done", "closed": SAID}, "both sides accepted it, the last on 2026-11-22"),
        (
            {"state": "cancelled", "closed": SAID, "because": "it rained"},
            "It was cancelled by Mei Tanaka on 2026-11-22, because it rained.",
        ),
    ],
)
@pytest.mark.parametrize("dialect", ["sqlite"])
def test_ended(more: dict[str, object], said: str, product: Product, both: FlaskClient) -> None:
    """Of a checklist that is over it is told how it ended."""
    started(product, 3, **more)
    assert said in text(both, "/checklist/3")


@pytest.mark.parametrize("dialect", ["sqlite"])
@pytest.mark.parametrize(
    ("url", "leads"),
    [
        ("https://wiki.example/contract?a=1&b=2", True),
        ("http://wiki.example/contract", True),
        ("javascript:alert(1)", False),
        ("data:text/html,<script>alert(1)</script>", False),
        ("//evil.example", False),
        ("https:evil", False),
        ("https://[broken", False),
    ],
)
def test_evidence(url: str, *, leads: bool, product: Product, both: FlaskClient) -> None:
    """What was attached leads to pages on the web alone, and tells them nothing of us."""
    started(product, 4, links=(Link(url=url, what="The contract", word=SAID),))
    page = main(both, "/checklist/4")
    assert "The contract" in page
    assert (url in links(page)) is leads
    assert page.count('rel="noopener noreferrer nofollow"') == leads
    assert "<script" not in page


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_markup(product: Product, both: FlaskClient) -> None:
    """What people write is shown as the text that it is."""
    line = Tick(number=1, side="gives", text=HOSTILE, state="dropped", word=SAID, because=HOSTILE)
    started(product, 5, name=HOSTILE, lines=(line,))
    page = main(both, "/checklist/5")
    assert page.count(SHOWN) >= 3
    assert "<i>" not in page


def test_taken_back(product: Product, both: FlaskClient) -> None:
    """A checklist that was taken back is gone, and one that never was isn't there."""
    started(product, 6)
    did(product, [gone(product, Subject("checklist", ("6",)))], verb="undo")
    assert "was taken back" in main(both, "/checklist/6", 410)
    assert "no handoff with this number" in main(both, "/checklist/66", 404)
    assert "no handoff with this number" in main(both, f"/checklist/{10**30}", 404)


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_somebody_gone(product: Product, both: FlaskClient) -> None:
    """Somebody of it who is nobody here any more is told as one who left."""
    started(product, 8, receiver="zed")
    assert "to zed (has left)" in text(both, "/checklist/8")


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_next_door(product: Product) -> None:
    """A checklist of another workspace isn't there."""
    started(product, 9)
    browser = seen_by(product, next_door(product))
    assert "no handoff with this number" in main(browser, "/checklist/9", 404)
    assert "None was started yet" in main(browser, "/handoff/model")
