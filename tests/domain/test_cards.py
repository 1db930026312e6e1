"""Cards of what has no owner."""

import pytest

from bot.domain.cards import Card, card, nobody_section, not_done
from bot.domain.catalog import Boundary, Catalog, Handoff, Role, Structure, Title
from bot.domain.organisation import Organisation
from tests.example import acme, catalog, organisation, platform, product, small


def _lines(found: Card) -> dict[str | None, list[str]]:
    return {s.heading: ["".join(span.text for span in line) for line in s.lines] for s in found[1]}


def _card(ref: str, of: Catalog | None = None, where: Organisation | None = None) -> Card:
    found = card(of or small(), where or acme(), ref)
    assert found
    return found


@pytest.mark.parametrize("ref", sorted(catalog().by_ref))
def test_kinds(ref: str) -> None:
    """Roles, titles, handoffs and structures have a card; what has an owner has none.

    Neither has a boundary to an activity, for the activity has an owner.
    """
    found = card(catalog(), organisation(), ref)
    entry = catalog().by_ref[ref]
    bare = isinstance(entry, Boundary) and entry.activity is None
    assert (found is not None) is (bare or isinstance(entry, Role | Title | Handoff | Structure))
    assert found is None or entry.name.casefold() in found[0].casefold()


@pytest.mark.parametrize(
    ("ref", "headline"),
    [
        ("role:maker", "Maker: makes things."),
        ("role:keeper", "Keeper: QA and upkeep."),
        ("title:wright", "“Wright” is a job title; here it means the Maker."),
        ("handoff:ship", "The Passing goes from the Maker to the Keeper."),
        ("structure:near", "Near: All together."),
        ("boundary:keeper/sell", "The Keeper does not sell things."),
    ],
)
def test_headlines(ref: str, headline: str) -> None:
    """Each card begins with one sentence of what the entry is."""
    assert _card(ref)[0] == headline


@pytest.mark.parametrize(
    ("ref", "sections"),
    [
        (
            "role:maker",
            {
                None: ["Makes what is wanted."],
                "Does": ["Make it well", "Polish it"],
                "Does not": [],
                "Delivers": ["Thing (finished)"],
                "Works with others": ["Asks what to make"],
            },
        ),
        (
            "role:keeper",
            {
                None: ["Keeps what was made."],
                "Does": [],
                "Does not": ["Make things (mostly)", "Sell things"],
                "Delivers": [],
            },
        ),
        (
            "title:wright",
            {None: ["Maker: makes things. Titles differ between companies, the work less."]},
        ),
        (
            "handoff:ship",
            {
                "How it breaks": ["It breaks on the way."],
                "What prevents that": ["A padded box."],
                "Maker ticks": ["It is packed"],
                "Keeper ticks": ["It is unpacked"],
            },
        ),
        (
            "structure:near",
            {
                "Who sits where": [
                    "Maker: product team",
                    "Keeper: product team then platform team",
                ],
                "Good": ["Close"],
                "Bad": ["Small"],
            },
        ),
    ],
)
def test_sections(ref: str, sections: dict[str | None, list[str]]) -> None:
    """Each card tells all that the catalog says of the entry, a boundary with its hedge."""
    assert _lines(_card(ref)) == sections


def test_boundary() -> None:
    """A boundary is one sentence, with its hedge, over the card of its role."""
    keeper = small().role("role:keeper")
    make, sell = keeper.boundaries
    assert not_done(keeper, make) == "The Keeper does not make things (mostly)."
    assert _card(sell.ref)[1] == _card("role:keeper")[1]


def test_teams_arranged_so() -> None:
    """A structure's card names the teams that are arranged so."""
    where = acme(platform(), product(structure="near"), product(key="two", name="Two"))
    assert _lines(_card("structure:near", where=where))["Teams arranged so"] == ["One"]
    assert "Teams arranged so" not in _lines(_card("structure:far", where=where))


def test_name_of_two() -> None:
    """A role whose name is also a title for another role says so, and so does the title."""
    role = _card("role:ml-engineer", catalog(), organisation())
    said = "“ML Engineer” is also a job title for people who work as MLOps Engineer."
    assert role[1][-1].lines[0][0].text == said
    title = _card("title:ml-engineer", catalog(), organisation())
    assert _lines(title)[None][-1] == ("It is also short for the role Machine Learning Engineer.")
    for ref in ("role:mlops-engineer", "title:platform-engineer"):
        assert "also" not in str(_lines(_card(ref, catalog()))[None][1:])


@pytest.mark.parametrize(
    ("because", "line"),
    [("too small", "nobody, by design: too small"), (None, "nobody, by design")],
)
def test_nobody(because: str | None, line: str) -> None:
    """A team in which nobody owns the matter says so under its name, with the reason it gave."""
    assert _lines(("", (nobody_section("One", because),))) == {"One": [line]}
