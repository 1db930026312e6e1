"""A question in, the best matches out, where examples taught what people write."""

import threading
from typing import Any

import pytest

from bot.domain.catalog import Catalog
from bot.search.finder import Finder
from bot.search.finders import Finders
from bot.search.labels import Findable, Label, findables
from bot.search.learned import Learned
from bot.search.score import ALL_FIGURES, FIGURES
from bot.tuning.lessons import learned
from tests.example import catalog, matching, small, vocabulary
from tests.search.test_finder import ENTRIES, KNOWN, OFF_TOPIC, SHARED, STRANGE
from tests.tuning import bakery


@pytest.mark.parametrize("ref", sorted(ENTRIES))
def test_own_name(ref: str, taught: Finder) -> None:
    """Every entry is found by its whole name, or a namesake or wider entry is."""
    entry = ENTRIES[ref]
    best = taught.find(entry.name)[0]
    namesake = best.ref in SHARED.get(entry.name, ()) or best.name == entry.name
    assert best.ref == ref or namesake or best.leads_to >= entry.leads_to
    assert best.exact


def test_own_names_are_enough(taught: Finder) -> None:
    """A whole name, without a word more, is nearly always enough to answer."""
    best = [taught.find(entry.name)[0] for entry in ENTRIES.values()]
    assert sum(one.answerable and one.sure for one in best) >= 0.95 * len(best)


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("who deploys models?", "activity:deploy-models"),
        ("who deplyos modles?", "activity:deploy-models"),
        ("the nightly load into the warehouse came out empty", "activity:build-data-pipelines"),
        ("who keeps an eye on predictions once they are live", "activity:monitor-models"),
        ("GPU nodes are out of memory, who scales them", "activity:manage-infrastructure"),
        ("what does a data scientist do", "role:data-scientist"),
    ],
)
def test_questions(text: str, ref: str, taught: Finder) -> None:
    """What people write is found, in the catalog's words or in their own."""
    best = taught.find(text)[0]
    assert (best.ref, best.answerable) == (ref, True)


@pytest.mark.parametrize("text", OFF_TOPIC.splitlines())
def test_off_topic(text: str, taught: Finder) -> None:
    """Everyday messages are about nothing in the catalog."""
    assert not any(one.answerable for one in taught.find(text))


HOSTILE = STRANGE | {
    "many characters": "x?" * 10_000,
    "one word repeated": "model " * 4000,
    "long words": " ".join(
        f"{n:040d}".translate(str.maketrans("01234", "qwxzk")) for n in range(400)
    ),
    "every known word": " ".join(KNOWN),
    "stop words": "the of and to a in is it you that he was for on are",
    "who": "who " * 1000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_strange(name: str, taught: Finder) -> None:
    """Whatever is thrown at it, a few probabilities come back, surest first."""
    found = taught.find(HOSTILE[name])
    sure = [one.probability for one in found]
    assert len({one.ref for one in found}) == len(found) <= 3
    assert all(0 <= one <= 1 for one in sure)
    assert sure == sorted(sure, reverse=True)
    for one in found:
        assert taught.because(HOSTILE[name], one).wording


@pytest.mark.parametrize("name", sorted(STRANGE.keys() | {"stop words", "who", "long words"}))
def test_about_nothing(name: str, taught: Finder) -> None:
    """What is no question about the catalog isn't taken for one."""
    assert not any(one.answerable for one in taught.find(HOSTILE[name]))


def test_found_by_examples_alone() -> None:
    """A message in nobody's words but the examples' is found, and words alone find nothing."""
    text = "somebody kneaded the brioche too long"
    [best, *_] = bakery.finder().find(text)
    assert (best.ref, best.answerable, best.sure) == (bakery.BAKE, True, True)
    assert bakery.by_words().find(text) == ()


def test_figures(taught: Finder) -> None:
    """Where examples taught an entry they are part of its figures; elsewhere they aren't."""
    assert all(set(one) == set(ALL_FIGURES) for _, one in taught.figures("who deploys models?"))
    [new] = [one for ref, one in _with_cat().figures("who feeds the cat?") if ref == CAT]
    assert set(new) == set(FIGURES)


CAT = "activity:feed-cat"


def _entry(ref: str, name: str, *wordings: str) -> Findable:
    labels = tuple(Label(ref, text) for text in wordings or (name,))
    return Findable(ref, name, labels, "", frozenset({ref}))


def _with_cat() -> Finder:
    return bakery.finder().extended([_entry(CAT, "Feed the cat")])


def test_new_entry() -> None:
    """A workspace's own entry is found though no example knows it, and the rest as before."""
    text = "who feeds the cat?"
    best = _with_cat().find(text)[0]
    assert (best.ref, best.exact, best.answerable, best.sure) == (CAT, True, True, True)
    for other in ("the rye came out flat", "who counts the till?", "it rains again"):
        assert _with_cat().find(other)[0] == bakery.finder().find(other)[0]


def test_new_entry_about_nothing() -> None:
    """It is found also where the examples say that a message is about nothing."""
    text = "who looks after the umbrella in the rain?"
    assert not bakery.finder().find(text)[0].answerable
    new = _entry("activity:umbrella", "Umbrella in the rain")
    best = bakery.finder().extended([new]).find(text)[0]
    assert (best.ref, best.answerable) == (new.ref, True)


def test_new_alias() -> None:
    """A workspace's own word for an entry that the examples know is found, and told."""
    alias = _entry(bakery.GREET, "Greet customers", "umbrella stand")
    best = bakery.finder().extended([alias]).find("who owns the umbrella stand?")[0]
    assert (best.ref, best.wording, best.answerable) == (bakery.GREET, "umbrella stand", True)


@pytest.mark.parametrize(
    ("ref", "alias"),
    [
        ("activity:deploy-models", "zorbification"),
        ("activity:monitor-models", "model kayak"),
        ("activity:build-applications", "frontend carnival"),
        ("handoff:model", "model relay baton"),
    ],
)
def test_new_alias_of_the_shipped_catalog(ref: str, alias: str, taught: Finder) -> None:
    """The same in the catalog that ships, where many more entries are near."""
    entry = ENTRIES[ref]
    new = Findable(ref, entry.name, (Label(ref, alias),), "", entry.leads_to)
    best = taught.extended([new]).find(f"who does {alias}?")[0]
    assert (best.ref, best.wording, best.exact) == (ref, alias, True)
    assert taught.find(f"who does {alias}?")[0].wording != alias


def test_foreign_catalog(shipped: Learned) -> None:
    """A catalog that has few of the entries that were taught is searched by words alone."""
    with_it = Finder.over(small(), vocabulary(), matching(), shipped)
    alone = Finder.over(small(), vocabulary(), matching())
    long = "we were at the fair all day, and then. who makes things? it was late when we came home"
    for text in ("who makes things?", "builder", "who deploys models?", "lunch", "", long):
        assert with_it.find(text) == alone.find(text)
        assert with_it.figures(text) == alone.figures(text)


def test_mostly_foreign_catalog() -> None:
    """What was taught of the one entry that it shares with others isn't used either."""
    rows = [{"ref": "activity:bake-bread", "name": "Bake bread"}]
    rows += [{"ref": f"activity:t{n}", "name": f"Try recipe {n}"} for n in range(6)]
    same = {"description": "-", "nobody_because": "So."}
    whole = {"catalog": "Mine", "caveat": "-", "roles": [], "activities": [r | same for r in rows]}
    mine = Finder.over(
        Catalog.model_validate(whole), bakery.vocabulary(), bakery.MATCHING, bakery.taught()
    )
    assert mine.find("the rye came out flat") == ()
    assert mine.find("who bakes bread?")[0].ref == bakery.BAKE


def _without(*gone: str) -> Catalog:
    """The bakery without some of its activities, and without whatever speaks of them."""
    data: dict[str, Any] = bakery.catalog().model_dump(mode="json")
    data["activities"] = [one for one in data["activities"] if one["ref"] not in gone]
    for role in data["roles"]:
        role["boundaries"] = []
    return Catalog.model_validate(data)


def test_changed_catalog() -> None:
    """A catalog that lost an entry still uses what was taught of the others."""
    text = "the rye came out flat"
    kept = Finder.over(
        _without(bakery.COUNT), bakery.vocabulary(), bakery.MATCHING, bakery.taught()
    )
    assert kept.find(text)[0].ref == bakery.BAKE
    gone = Finder.over(_without(bakery.BAKE), bakery.vocabulary(), bakery.MATCHING, bakery.taught())
    for asked in (text, "who bakes bread?", ""):
        assert bakery.BAKE not in {one.ref for one in gone.find(asked)}


def test_threads(taught: Finder) -> None:
    """Threads that share a finder find what one alone would."""
    texts = [one.name for one in ENTRIES.values()][::6] + OFF_TOPIC.splitlines()[:5]
    alone = [taught.find(text) for text in texts]
    found: list[list[object]] = []
    threads = [
        threading.Thread(target=lambda: found.append([taught.find(text) for text in texts]))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [alone] * 4


def test_finders() -> None:
    """A workspace's finder uses what was taught where it is given."""
    text = "the rye came out flat"
    for known, found in ((bakery.taught(), True), (None, False)):
        finders = Finders(bakery.vocabulary(), bakery.MATCHING, known)
        assert bool(finders.of("w", 1, bakery.catalog()).find(text)) is found


def _activities(*names: str) -> Catalog:
    """A catalog of activities with these names, which may be the same."""
    rows = [
        {"ref": f"activity:t{n}", "name": name, "description": "-", "nobody_because": "So."}
        for n, name in enumerate(names)
    ]
    refs = [row["ref"] for row in rows]
    shared = [{"name": name, "claimed_by": refs, "because": "So."} for name in dict.fromkeys(names)]
    whole = {"catalog": "Odd", "caveat": "-", "roles": [], "activities": rows}
    return Catalog.model_validate(whole | {"shared_names": shared})


@pytest.mark.parametrize(
    ("names", "best"),
    [
        ((), None),
        (("Sing loudly",), "activity:t0"),
        (("Sing loudly",) * 5, "activity:t0"),
        (("The of", "Of the"), None),
    ],
)
def test_odd_catalogs(names: tuple[str, ...], best: str | None) -> None:
    """A catalog with nothing in it, one entry, or entries of one name works like any other."""
    odd = _activities(*names)
    finders = [Finder.over(odd, bakery.vocabulary(), bakery.MATCHING, bakery.taught())]
    if names:
        of_its_own = learned((), odd, bakery.vocabulary())
        finders.append(Finder.over(odd, bakery.vocabulary(), bakery.MATCHING, of_its_own))
    for finder in finders:
        for text in ("who sings loudly?", "", "the of", "rain", "sing " * 5000):
            found = finder.find(text)
            assert len({one.ref for one in found}) == len(found) <= min(3, len(names))
        assert best is None or best in {one.ref for one in finder.find("who sings loudly?")}


@pytest.mark.parametrize(
    ("text", "answerable"),
    [
        ("count the till", True),
        ("baker", True),
        ("feed the cat", True),
        ("order", False),
        ("count", False),
    ],
)
def test_whole_name_is_enough(text: str, *, answerable: bool) -> None:
    """Who says a whole name asks for it, however much else it takes; an everyday word is none."""
    strict = {
        name: getattr(bakery.MATCHING, name).model_copy(update={"ask_back_from": 0.999})
        for name in ("words_alone", "with_examples")
    }
    made = bakery.MATCHING.model_copy(update=strict)
    for known in (bakery.taught(), None):
        finder = Finder.over(bakery.catalog(), bakery.vocabulary(), made, known)
        finder = finder.extended([_entry("activity:order", "Order"), _entry(CAT, "Feed the cat")])
        assert finder.find(text)[0].answerable is answerable


def test_whole_name_first() -> None:
    """What was called by its whole name comes first, whatever the examples think of it."""
    told = Finder.over(
        bakery.catalog(),
        bakery.vocabulary(),
        bakery.MATCHING,
        learned(
            [
                one.model_copy(update={"text": "count the till", "expected": (bakery.BAKE,)})
                for one in bakery.messages()[:60]
            ],
            bakery.catalog(),
            bakery.vocabulary(),
        ),
    )
    first, second, *_ = told.find("count the till")
    assert (first.ref, first.exact, second.ref) == (bakery.COUNT, True, bakery.BAKE)
    assert first.probability >= second.probability


def test_entries() -> None:
    """Everything that can be found was taught, and nothing else."""
    assert set(bakery.taught().refs) == {one.ref for one in findables(bakery.catalog())}


def test_shipped_entries(shipped: Learned) -> None:
    """So in the catalog that ships."""
    assert set(shipped.refs) == {one.ref for one in findables(catalog())}
