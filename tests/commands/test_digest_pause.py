"""Pausing, resuming and removing a digest, and what is due of it."""

from tests.commands.counter import ANA, Counter

ADD = "digest add unfilled every day at 9:00 UTC"


def due(counter: Counter) -> list[str]:
    """What is due of digests."""
    with counter.ledger.read("T0HARBOUR") as books:
        return [one.what for one in books.coming() if one.what.startswith("digest ")]


def test_paused_and_resumed(counter: Counter) -> None:
    """While it is paused it is never due; twice is said to be so already."""
    counter.says(ANA, ADD, place="churn")
    assert due(counter) == ["digest 1"]
    assert counter.says(ANA, "digest pause 1").done
    assert due(counter) == []
    assert "is paused already: Ana Ivanova paused it" in (
        counter.says(ANA, "digest pause 1").reply.headline
    )
    assert counter.says(ANA, "digest resume 1").done
    assert due(counter) == ["digest 1"]
    assert counter.says(ANA, "digest resume 1").reply.headline == "Digest 1 isn't paused."


def test_removed(counter: Counter) -> None:
    """What is removed is never due, and can't be removed twice."""
    counter.says(ANA, ADD, place="churn")
    assert counter.says(ANA, "digest remove 1").done
    assert due(counter) == []
    assert "There is no digest 1" in counter.says(ANA, "digest remove 1").reply.headline


def test_of_a_team_that_is_gone(counter: Counter) -> None:
    """Of a team that was retired nothing can be told, and it says so."""
    counter.says(ANA, ADD, place="churn")
    counter.says(ANA, "digest pause 1")
    assert counter.says("U9", "team retire Churn anyway").done
    heard = counter.says(ANA, "digest resume 1")
    assert "The team that digest 1 is about is gone" in heard.reply.headline
