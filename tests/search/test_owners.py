"""What teams have to do with a question."""

from bot.domain.catalog import Activity
from bot.search.asked import Reader
from bot.search.finder import Finder
from bot.search.index import Index
from bot.search.labels import findables
from bot.search.owners import Owners
from tests.example import matching, vocabulary
from tests.search.things import small_with, thing, with_things


def _of(team: str, *names: str, description: str = "Some code") -> tuple[Activity, ...]:
    more = {"homes": (team,), "description": description}
    return tuple(thing(name).model_copy(update=more) for name in names)


BIRDS = _of("birds", "Kestrel gateway", "Kestrel mailer", "Kestrel exporter")
STARS = _of("stars", "Vega relay", "Vega kestrel")


def _shares(text: str, *parts: tuple[Activity, ...]) -> dict[str, float]:
    indexes = tuple(Index(findables(small_with(*part)), vocabulary()) for part in parts)
    owners = Owners(indexes)
    asked = next(Reader.of(indexes, vocabulary()).read(text))
    shares = owners.shares(asked.terms)
    return {
        team: owners.best(frozenset({team}), shares)
        for team in sorted({team for index in indexes for team in index.owned.teams})
    }


def test_added_up() -> None:
    """A team has the more to do with a word, the more of its entries use it."""
    shares = _shares("who looks after kestrel?", (*BIRDS, *STARS))
    assert shares["birds"] > shares["stars"] > 0


def test_rare_words() -> None:
    """A word of one team says more than a word of all."""
    shares = _shares("vega code", (*BIRDS, *STARS))
    assert shares["stars"] > shares["birds"] > 0


def test_several_indexes() -> None:
    """What was added since counts with what was there before."""
    apart = _shares("who looks after the kestrel relay?", BIRDS, STARS)
    assert apart == _shares("who looks after the kestrel relay?", (*BIRDS, *STARS))


def test_nothing_said() -> None:
    """Nothing has to do with words that nobody uses, and a team that isn't there has no share."""
    assert set(_shares("zzyzx", (*BIRDS, *STARS)).values()) == {0.0}
    assert Owners(()).best(frozenset(), Owners(()).shares(())) == 0.0


def test_long_message() -> None:
    """In a long message the team counts that has most to do with it, though no name is said."""
    birds = (
        *_of("birds", "Hawk", description="Feathers and moulting on each perch"),
        *_of("birds", "Kite tools", description="Feathers, and how a perch is mended"),
    )
    money = _of("money", "Invoices", description="Moulting invoices")
    finder = Finder.over(with_things(*birds, *money), vocabulary(), matching())
    text = "moulting left feathers behind on an old perch"
    assert finder.find(text)[0].leads_to == {"birds"}


def test_compounds() -> None:
    """What was written as one word is found by its parts, and the other way round."""
    proxy = _of("net", "kube-proxy")
    volumes = _of("disks", "Claims", description="PersistentVolume and what it is bound to")
    finder = Finder.over(with_things(*proxy, *volumes), vocabulary(), matching())
    assert finder.find("who owns kubeproxy?")[0].ref == proxy[0].ref
    assert finder.find("who owns KubeProxy?")[0].ref == proxy[0].ref
    assert finder.find("who owns persistent volume binding?")[0].ref == volumes[0].ref


def test_roles_give_way() -> None:
    """What roles do comes after things where it isn't what was asked for; else where it was."""
    finder = Finder.over(with_things(*BIRDS), vocabulary(), matching())
    text = "kestrel: the flag for models was renamed"
    found = finder.find(text)
    assert found[0].leads_to == {"birds"}
    assert [one.probability for one in found] == sorted(
        (one.probability for one in found), reverse=True
    )
    assert finder.find("who deploys the models to production?")[0].ref == "activity:deploy-models"
