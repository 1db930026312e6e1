"""Two roles side by side."""

from bot.domain.answer import Matter
from bot.domain.comparison import comparison
from bot.domain.reply import Reply
from tests.example import (
    KEEPER,
    MAKER,
    TODAY,
    acme,
    catalog,
    organisation,
    platform,
    product,
    small,
)

MLE, MLOPS = "role:ml-engineer", "role:mlops-engineer"


def _lines(found: Reply) -> dict[str | None, list[str]]:
    return {s.heading: ["".join(p.text for p in line) for line in s.lines] for s in found.sections}


def test_both() -> None:
    """What each does, what they share, what is one's own, and what passes between them."""
    where = acme(platform(), product())
    found = comparison(Matter(small(), where, where.teams, TODAY, "maker vs keeper"), MAKER, KEEPER)
    assert found.outcome == "answered"
    assert found.headline == "Maker: makes things. Keeper: QA and upkeep."
    assert _lines(found) == {
        "Both": ["Ship things"],
        "Only the Maker": ["Make things"],
        "Between them": ["Keeper: asks what to make"],
    }
    assert found.why == "“maker vs keeper” compares two roles"


def test_order() -> None:
    """The role named first is the first match, and what they share is the same either way."""
    where = organisation()
    matter = Matter(catalog(), where, where.teams, TODAY, "q")
    one, other = comparison(matter, MLE, MLOPS), comparison(matter, MLOPS, MLE)
    assert [match.ref for match in one.matches] == [MLE, MLOPS]
    assert [match.ref for match in other.matches] == [MLOPS, MLE]
    assert _lines(one) == _lines(other)
    assert _lines(one)["Both"] == ["Track experiments", "Build training pipelines", "Deploy models"]
    assert any("some companies make a single role" in line for line in _lines(one)["Between them"])


def test_nothing_in_common() -> None:
    """Roles that share nothing have no such section."""
    where = organisation()
    found = comparison(
        Matter(catalog(), where, where.teams, TODAY, "q"),
        "role:data-scientist",
        "role:product-manager",
    )
    assert set(_lines(found)) == {"Only the Data Scientist", "Only the Product Manager"}
    assert found.people == ()
    assert found.next is not None
