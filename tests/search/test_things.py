"""Things that a file says belong to teams: nobody curated their names, and many have one."""

import pytest

from bot.search.finder import Finder
from bot.search.learned import Learned
from tests.example import catalog, matching, vocabulary
from tests.search.things import THINGS, thing, with_things

FINDER = Finder.over(with_things(*THINGS), vocabulary(), matching())
REF = {one.name: one.ref for one in THINGS}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("who owns the kestrel gateway?", "Kestrel gateway"),
        ("who owns the gateway kestrel?", "Kestrel gateway"),
        ("who maintains ketsrel gatway?", "Kestrel gateway"),
        ("who owns the kestrel gatewqy", "Kestrel gateway"),
        ("who owns ospery mirrro", "Osprey mirror"),
        ("who owns osprey invocies gateway?", "Osprey invoices gateway"),
        ("who owns veag relay?", "Vega relay"),
        ("who owns kubeclt?", "kubectl"),
        ("who maintains the marlin exprtre?", "Marlin exporter"),
    ],
)
def test_mistyped(text: str, name: str) -> None:
    """A thing is found though its name was mistyped or turned round."""
    assert FINDER.find(text)[0].ref == REF[name]


@pytest.mark.parametrize("text", ["who owns louder?", "who owns the vex?", "who owns the marble?"])
def test_other_words(text: str) -> None:
    """Another word is no thing's name, though it may be near to one."""
    assert not any(one.answerable for one in FINDER.find(text))


def test_catalog_without_things() -> None:
    """Where nothing belongs to teams no word is taken for the name of a thing."""
    before = Finder.over(catalog(), vocabulary(), matching())
    assert not any("vega" in one.name.lower() for one in before.find("who owns veag relay?"))
    assert not before.find("who owns kubeclt?") or not before.find("who owns kubeclt?")[0].exact


def test_whole_name_said(shipped: Learned) -> None:
    """Who says a thing's whole name and little else means it, however the rest sounds."""
    dashboard = thing("Drench dashboard")
    finder = Finder.over(with_things(dashboard), vocabulary(), matching(), shipped)
    best = finder.find("who maintains drench dashboard?")[0]
    assert (best.ref, best.exact) == (dashboard.ref, True)
    assert not finder.find("who maintains the dashboard?")[0].exact


def test_each_answer_first() -> None:
    """Of things with the same teams the best is shown first, the others after the rest."""
    same = [
        thing(name).model_copy(update={"homes": ("birds",)})
        for name in ("Tern queue", "Tern queue mirror", "Tern queue loader")
    ]
    finder = Finder.over(with_things(*same, thing("Tern")), vocabulary(), matching())
    found = finder.find("who owns the tern queue?", 4)
    assert [one.ref for one in found][:2] == [same[0].ref, "activity:path/tern"]
    assert {one.ref for one in found[2:]} <= {one.ref for one in same}


def test_many_words() -> None:
    """A long message is compared with more things than a short one, so the right one is there."""
    crowd = [thing(f"Server tool {place}") for place in range(40)]
    finder = Finder.over(with_things(*crowd, *THINGS), vocabulary(), matching())
    text = "the server tool fixed the server and each tool of it, so the Vega relay is stable now"
    assert finder.find(text)[0].ref == REF["Vega relay"]


def test_everyday_name() -> None:
    """Who asks for a thing by its name is understood, though the name is an everyday word."""
    finder = Finder.over(with_things(thing("Testing"), thing("Windows")), vocabulary(), matching())
    for text, name in (("who owns testing?", "testing"), ("who owns Windows?", "windows")):
        best = finder.find(text)[0]
        assert (best.ref, best.answerable) == (f"activity:path/{name}", True)
    assert not any(one.answerable for one in finder.find("testing"))
    assert not any(one.answerable for one in finder.find("my windows are dirty"))
