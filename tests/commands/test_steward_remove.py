"""Removing stewards: who looks after ownership then is said."""

from tests.commands.counter import ANA, DEE, EVA, INES, Counter, button


def test_one_of_several(counter: Counter) -> None:
    """The others go on and are named; whoever was removed may no more. Undo brings them back."""
    counter.says(INES, f"steward add <@{EVA}>")
    before = counter.facts
    heard = counter.says(EVA, f"steward remove <@{EVA}>")

    assert counter.organisation.stewards == (INES,)
    assert "Ines Prado does" in heard.reply.headline
    assert not counter.says(EVA, "team add Pricing").done
    assert counter.clicks(INES, button(heard, "Undo")).done
    assert counter.facts == before


def test_the_last(counter: Counter) -> None:
    """Without a named one it falls back to the workspace's owner, which is said."""
    counter.says(INES, f"steward add <@{EVA}>")
    counter.submits(INES, "steward remove", {"person": (INES,)})
    heard = counter.submits(INES, "steward remove", {"person": (EVA,)})

    assert "primary owner" in heard.reply.headline
    assert counter.organisation.stewards == (INES,)


def test_one_who_left(counter: Counter) -> None:
    """Whoever has left can be removed too."""
    counter.says(INES, f"steward add <@{EVA}>")
    counter.leaves(EVA)

    assert counter.says(INES, "steward remove Eva Lund").done


def test_who_is_none(counter: Counter) -> None:
    """The owner whom nobody named, and whoever is no steward, can't be removed."""
    owner = counter.says(INES, "steward remove me").wrong["person"]
    assert "config/slack.yaml" in owner
    assert "no steward" in counter.says(INES, f"steward remove <@{DEE}>").wrong["person"]
    counter.says(INES, f"steward add <@{EVA}>")
    counter.says(INES, "steward remove me")
    assert "admin or owner" in counter.says(INES, "steward remove me").wrong["person"]


def test_not_by_a_lead(counter: Counter) -> None:
    """Who leads a team removes no steward, and that they wanted to is noted."""
    counter.says(INES, f"steward add <@{EVA}>")

    assert not counter.says(ANA, f"steward remove <@{EVA}>").done
    assert "U5" in counter.organisation.stewards
    assert len(counter.refusals) == 1
