"""Which teams use which words."""

from bot.search.index import Index
from bot.search.labels import findables
from bot.search.words import stem
from tests.example import vocabulary
from tests.search.things import small_with, thing

THINGS = (
    thing("Kestrel gateway").model_copy(update={"homes": ("birds",)}),
    thing("Kestrel mailer").model_copy(update={"homes": ("birds", "post")}),
    thing("Vega relay").model_copy(update={"homes": ("stars",), "owners": ("ada",)}),
)


def _used(index: Index, word: str) -> dict[str, float]:
    teams, counts = index.owned.by(index.number(stem(word)))
    return {
        index.owned.teams[team]: float(count) for team, count in zip(teams, counts, strict=True)
    }


def test_owned() -> None:
    """Each team has the words of all that is its own, those of descriptions half."""
    index = Index(findables(small_with(*THINGS)), vocabulary())
    assert index.owned.teams == ("birds", "post", "stars")
    assert _used(index, "kestrel") == {"birds": 2.0, "post": 1.0}
    assert _used(index, "vega") == {"stars": 1.0}
    assert _used(index, "path") == {"birds": 1.0, "post": 0.5, "stars": 0.5}
    assert _used(index, "thing") == {}
    assert _used(index, "nobody") == {}


def test_nothing_owned() -> None:
    """Without things no team uses any word."""
    index = Index(findables(small_with()), vocabulary())
    assert index.owned.teams == ()
    assert _used(index, "make") == {}
