"""What can be found, and by which wordings."""

import pytest

from bot.domain.catalog import Boundary, Catalog
from bot.search.labels import Findable, findables
from tests.example import KEEPER, MAKER, catalog, small

SMALL: dict[str, Findable] = {one.ref: one for one in findables(small())}


@pytest.mark.parametrize(
    ("ref", "kind", "texts", "leads_to"),
    [
        ("role:maker", "role", ["Maker", "builder"], {MAKER}),
        ("duty:maker/make", "duty", ["Make it well"], {MAKER}),
        ("deliverable:maker/thing", "deliverable", ["Thing (finished)", "Thing"], {MAKER}),
        ("interaction:maker/ask", "interaction", ["Asks what to make"], {KEEPER}),
        ("activity:ship", "activity", ["Ship things", "dispatch"], {MAKER, KEEPER}),
        ("activity:guess", "activity", ["Guess"], {"activity:guess"}),
        ("handoff:ship", "handoff", ["The Passing"], {MAKER, KEEPER}),
        ("structure:near", "structure", ["Near"], {"structure:near"}),
        ("title:wright", "title", ["Wright"], {MAKER}),
    ],
)
def test_findables(ref: str, kind: str, texts: list[str], leads_to: set[str]) -> None:
    """Each entry is found by its name, what stands before a bracket, and its aliases."""
    one = SMALL[ref]
    assert (one.kind, [label.text for label in one.labels]) == (kind, texts)
    assert one.leads_to == frozenset(leads_to)
    assert {label.ref for label in one.labels} == {ref}


def test_boundaries() -> None:
    """Everything in a catalog can be found but what a role does not do."""
    for of in (small(), catalog()):
        refs = {ref for ref, entry in of.by_ref.items() if not isinstance(entry, Boundary)}
        assert {one.ref for one in findables(of)} == refs


@pytest.mark.parametrize(
    ("ref", "support"),
    [
        ("activity:make", "Making.. Make it well"),
        ("activity:ship", "Shipping."),
        ("handoff:ship", "It breaks on the way.. A padded box."),
        ("structure:far", "All apart."),
        ("duty:maker/polish", "Makes things"),
        ("role:keeper", "QA and upkeep."),
        ("title:wright", ""),
        ("interaction:maker/ask", ""),
    ],
)
def test_support(ref: str, support: str) -> None:
    """Descriptions, and an activity's duties, speak for an entry."""
    assert SMALL[ref].support == support


def test_sentences_weigh_less() -> None:
    """What is said between roles weighs less than a name."""
    weights = {one.kind: {label.weight for label in one.labels} for one in SMALL.values()}
    (said,) = weights.pop("interaction")
    assert all(said < min(names) for names in weights.values())


def test_examples_weigh_less() -> None:
    """A message that is an example is a wording too, with less weight than a name."""
    told = small().model_dump(mode="json")
    told["activities"][0]["examples"] = ["who paints the zebra"]
    [found] = [
        one
        for one in findables(Catalog.model_validate(told))
        if one.ref == told["activities"][0]["ref"]
    ]
    weights = {label.text: label.weight for label in found.labels}
    assert weights.pop("who paints the zebra") < min(weights.values())
