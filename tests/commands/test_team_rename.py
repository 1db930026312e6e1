"""Renaming a team: the name alone changes."""

from tests.commands.counter import ANA, BO, INES, Counter, button


def test_only_the_name(counter: Counter) -> None:
    """The key and all that belongs to the team stay, and undo brings the old name back."""
    before, facts = counter.team("churn"), counter.facts
    heard = counter.says(ANA, "team rename Churn to Retention to Stay")

    assert counter.team("churn") == before.model_copy(update={"name": "Retention to Stay"})
    assert counter.clicks(ANA, button(heard, "Undo")).done
    assert counter.facts == facts


def test_another_case(counter: Counter) -> None:
    """A team may have its own name in another case, but not the very same once more."""
    assert counter.submits(ANA, "team rename", {"team": ("team:churn",), "name": ("CHURN",)}).done
    assert counter.team("churn").name == "CHURN"
    assert "called that already" in counter.says(ANA, "team rename Churn to CHURN").wrong["name"]


def test_names_of_others(counter: Counter) -> None:
    """Another team's name is taken, in any case."""
    heard = counter.says(INES, "team rename Churn to SEARCH")

    assert "a team “Search” already" in heard.wrong["name"]


def test_not_by_others(counter: Counter) -> None:
    """Another team's lead may not, and that is noted."""
    heard = counter.says(BO, "team rename Churn to Retention")

    assert "Ana Ivanova, who leads Churn" in heard.reply.headline
    assert counter.team("churn").name == "Churn"
    assert len(counter.refusals) == 1
