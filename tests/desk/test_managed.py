"""What only a file may change: a chat edit of it says where, and changes nothing."""

import pytest

from bot.domain.source import Source
from tests.commands.counter import ANA, EVA, INES, WORKSPACE, Counter

KEPT = "That is kept in the file ownership/teams.yaml"


def _manages(counter: Counter, *managed: str) -> None:
    """The file that the organisation came from keeps these to itself."""
    source = Source("file:harbour.yaml", "ownership/teams.yaml", managed)
    with counter.ledger.open(WORKSPACE, counter.now) as books:
        books.set_source(source)


@pytest.mark.parametrize(
    ("managed", "words"),
    [
        ("assignment", f"assign <@{EVA}> as Data Scientist in Churn"),
        ("team", "team rename Churn to Retention"),
        ("team.name", "team rename Churn to Retention"),
        ("team.structure", "team set Churn as embedded"),
        ("lead", f"team set Churn led by <@{EVA}>"),
        ("waiver", "waive Data Scientist in Churn because we buy it"),
        ("override", "override Deploy models to Data Scientist in Churn"),
        ("activity", "activity rename Deploy models to Ship models"),
        ("activity.name", "activity rename Deploy models to Ship models"),
        ("activity.aliases", "alias add zap for Deploy models"),
        ("activity.examples", "example add who pets the cat for Deploy models"),
        ("title", "title retire Platform Engineer"),
        ("handoff.checklist", "handoff edit The Model Handoff gives A line"),
    ],
)
def test_kept_in_the_file(counter: Counter, managed: str, words: str) -> None:
    """What the file keeps isn't changed here, and it is said which file has it."""
    _manages(counter, managed)
    before = counter.facts
    heard = counter.says(INES, words)
    assert heard.reply.headline.startswith(KEPT), heard.reply.headline
    assert f"({managed})" in heard.reply.headline
    assert (heard.done, counter.facts) == (False, before)


@pytest.mark.parametrize(
    ("managed", "words"),
    [
        ("team.channel", "team rename Churn to Retention"),
        ("assignment", "team rename Churn to Retention"),
        ("activity.name", "alias add zap for Deploy models"),
        ("role", "activity rename Deploy models to Ship models"),
    ],
)
def test_the_rest_is_free(counter: Counter, managed: str, words: str) -> None:
    """What the file doesn't keep is changed as always."""
    _manages(counter, managed)
    assert counter.says(INES, words).done


def test_other_words_of_the_same(counter: Counter) -> None:
    """What was said here before the file kept it is in nobody's way, and stays as it was."""
    example = "example add who pets the cat for Deploy models"
    assert counter.says(INES, example).done
    _manages(counter, "activity.examples")
    assert counter.says(INES, "alias add zap for Deploy models").done
    assert counter.says(INES, "alias remove model deployment for Deploy models").done
    refused = counter.says(INES, "example add who feeds the cat for Deploy models")
    assert refused.reply.headline.startswith(KEPT)


def test_another_files_team(counter: Counter) -> None:
    """What was added here belongs to no file, so no file keeps it."""
    assert counter.says(INES, f"team add Pricing as hybrid led by <@{ANA}>").done
    _manages(counter, "assignment", "team")
    assert counter.says(INES, "team rename Pricing to Prices").done
    assert counter.says(INES, f"assign <@{EVA}> as Data Scientist in Prices").done


def test_undo_is_a_change_too(counter: Counter) -> None:
    """What was done before the file kept it isn't taken back here either."""
    heard = counter.says(INES, "team rename Churn to Retention")
    _manages(counter, "team")
    refused = counter.says(INES, f"undo {heard.act}")
    assert refused.reply.headline.startswith(KEPT)
