"""What in a catalog is worth a change, and what to change, in a sentence."""

from collections.abc import Sequence
from typing import Any

import pytest

from bot import config
from bot.domain.catalog import OWNER, OWNER_ROLE, Catalog
from bot.domain.lint import Finding, Sort, lint, raci, told
from bot.search.finder import Finder
from bot.search.lookup import Lookup
from tests.example import KEEPER, MAKER, ROOT, catalog, matching, small, vocabulary

Entry = dict[str, Any]


def made(*activities: Entry, **more: Any) -> Catalog:
    """A catalog of these activities, for two roles and the owner."""
    roles = [
        {"ref": MAKER, "name": "Maker", "column": "M", "summary": "M.", "description": "M."},
        {"ref": KEEPER, "name": "Keeper", "column": "K", "summary": "K.", "description": "K."},
        OWNER_ROLE.model_dump(mode="json"),
    ]
    whole = {"catalog": "Made", "caveat": "Made up.", "roles": roles, "activities": activities}
    return Catalog.model_validate(whole | more)


def act(name: str, *responsible: str, ref: str = "", **more: Any) -> Entry:
    """An activity; of the Maker where no role is named."""
    slug = ref or "".join(char if char.isalnum() else "-" for char in name.lower()).strip("-")
    entry = {"ref": f"activity:{slug}", "name": name, "description": "It is done."}
    return entry | {"responsible": responsible or (MAKER,)} | more


def owned(name: str, home: str, ref: str) -> Entry:
    """What a file says that a team owns."""
    return act(name, OWNER, ref=ref, homes=[home])


def linted(of: Catalog, most_tried: int = 1_000) -> list[Finding]:
    """All findings, looked up in the catalog's own finder."""
    finder = Finder.over(of, vocabulary(), matching())
    return list(lint(of, 60, Lookup(of, finder), most_tried))


def said(found: Sequence[Finding], sort: Sort) -> dict[tuple[str, ...], str]:
    """The sentences of one sort by the entries they are about."""
    return {one.refs: one.sentence for one in found if one.sort == sort}


def test_shipped() -> None:
    """Nothing in the shipped catalog is worth a change."""
    finder = Finder.over(catalog(), vocabulary(), matching(), config.load_learned(ROOT))
    assert list(lint(catalog(), 60, Lookup(catalog(), finder))) == []


def test_informed_alone() -> None:
    """A role that is only informed, and nobody accountable anywhere, is no reason to warn."""
    assert list(raci(small(), 60)) == []


def test_several_accountable() -> None:
    """Two who are accountable are named; one alone isn't."""
    shared = act("Ship things", accountable=[MAKER, KEEPER])
    found = linted(made(shared, act("Pack boxes", accountable=[KEEPER])))
    assert [one.sort for one in found] == ["several accountable"]
    [(refs, sentence)] = said(found, "several accountable").items()
    assert refs == ("activity:ship-things",)
    assert sentence == (
        "“Maker” and “Keeper” are accountable for “Ship things”: "
        "leave it to one of them, and make the others responsible, consulted or informed."
    )


def test_nobody_responsible() -> None:
    """By design nobody does it, and yet somebody has a say in it; without that it is in order."""
    none = {"responsible": (), "nobody_because": "We measure."}
    odd = act("Guess prices") | none | {"accountable": [KEEPER], "informed": [MAKER]}
    found = linted(made(odd, act("Guess weather") | none))
    [(refs, sentence)] = said(found, "nobody responsible").items()
    assert refs == ("activity:guess-prices",)
    assert "“Guess prices”, but “Keeper” is accountable and “Maker” is informed" in sentence


def test_nobody_accountable() -> None:
    """Only where others have one, and not for what came from a file of owned things."""
    plain, thing = act("Pack boxes"), owned("kubectl", "cli", "path/kubectl")
    assert linted(made(plain, thing)) == []
    found = linted(made(act("Ship things", accountable=[KEEPER]), plain, thing))
    assert list(said(found, "nobody accountable")) == [("activity:pack-boxes",)]
    assert "“Pack boxes”" in found[0].sentence


@pytest.mark.parametrize(
    ("mine", "all_of_them", "odd"), [(4, 4, False), (3, 5, False), (4, 5, True), (5, 5, True)]
)
def test_in_most_activities(mine: int, all_of_them: int, *, odd: bool) -> None:
    """Over 60 % of five activities or more; just 60 % isn't over."""
    names = ("Paint walls", "Sew coats", "Bake bread", "Mend roofs", "Brew tea")[:all_of_them]
    of = made(*(act(name, MAKER if n < mine else KEEPER) for n, name in enumerate(names)))
    found = said(list(raci(of, 60)), "in most activities")
    assert list(found) == ([(MAKER,)] if odd else [])
    if odd:
        assert f"“Maker” has a part in {mine} of 5 activities, more than 60 %" in found[MAKER,]
    assert not list(raci(of, 100))


def test_a_part_is_any_part() -> None:
    """To be informed of everything is to have a part in everything; two parts in one count once."""
    names = ("Paint walls", "Sew coats", "Bake bread", "Mend roofs", "Brew tea")
    informed = made(*(act(name, informed=[KEEPER]) for name in names[:4]), act("Brew tea"))
    found = said(list(raci(informed, 60)), "in most activities")
    assert list(found) == [(MAKER,), (KEEPER,)]
    twice = made(
        *(act(name, accountable=[MAKER]) for name in names[:3]),
        *(act(name, KEEPER) for name in names[3:]),
    )
    assert not list(raci(twice, 60))


def test_owner_is_left_out() -> None:
    """The role of files that know no roles has a part in all they say, and that is in order."""
    things = [owned(f"thing {n}", "cli", f"path/thing-{n}") for n in range(9)]
    assert not list(raci(made(*things, act("Bake bread")), 60))
    same = [act(f"Job {name}", OWNER) for name in ("red", "blue", "green", "white", "black")]
    assert not list(raci(made(*same), 60))


def test_same_name() -> None:
    """Two things of one name in different teams; in the same team it makes no difference."""
    two = (owned("website", "docs", "path/a"), owned("Website", "etcd", "path/b"))
    found = linted(made(*two))
    assert said(found, "alike") == {
        ("activity:path/a", "activity:path/b"): (
            "“Website” names activity:path/a and activity:path/b, which lead to different people: "
            "add a word to each that tells it from the others, such as “docs website” and "
            "“etcd Website”."
        )
    }
    assert len(found) == 1
    assert (
        linted(made(owned("website", "docs", "path/a"), owned("website", "docs", "path/b"))) == []
    )


def test_team_in_the_name() -> None:
    """A name that its team's has in it already gets the team's, or none if that says no more."""
    kiln = owned("kiln", "wg-kiln", "path/a")
    found = linted(made(kiln, owned("Kiln", "bakery", "path/b")))
    [sentence] = said(found, "alike").values()
    assert sentence.endswith("from the others, such as “wg-kiln” and “bakery Kiln”.")
    found = linted(made(owned("kiln", "kiln", "path/a"), owned("Kiln", "bakery", "path/b")))
    [sentence] = said(found, "alike").values()
    assert sentence.endswith("from the others, such as “bakery Kiln”.")


def test_pulled_from_another_team() -> None:
    """What leads to another team's entry gets its own team's name, within a team nothing."""
    release = owned("Release", "shipping", "path/a")
    [apart] = linted(made(release, owned("Release Team", "harbour", "path/b")))
    assert apart.sort == "not askable"
    assert apart.sentence.endswith("that “Release” lacks, such as “harbour Release Team”.")
    more = owned("Release Team", "harbour", "path/b") | {"aliases": ["quay crane"]}
    [pulled] = linted(made(release, more))
    assert pulled.sort == "leads elsewhere"
    assert pulled.sentence.endswith("that “Release” lacks, such as “harbour Release Team”.")
    same = owned("Release Team", "shipping", "path/b") | {"owners": ["ada"]}
    [within] = linted(made(release, same))
    assert within.sentence.endswith("that “Release” lacks.")


def test_many_of_the_same_name() -> None:
    """Five of them are named, the rest counted."""
    many = (owned("website", f"team{n}", f"path/{n}") for n in range(8))
    [sentence] = said(linted(made(*many)), "alike").values()
    assert "activity:path/4 and 3 more, which lead" in sentence


def test_same_words_in_another_order() -> None:
    """Names of the same words can't be told apart, nor can an alias and a name."""
    first = act("Model serving", MAKER)
    second = act("Rollout", KEEPER, aliases=["serving-model"])
    assert said(linted(made(first, second)), "alike") == {
        ("activity:model-serving", "activity:rollout"): (
            "“Model serving” and “serving-model” are the same words for activity:model-serving "
            "and activity:rollout, which lead to different people: "
            "add a word to each that tells it from the others."
        )
    }


def test_shared_on_purpose() -> None:
    """What is listed under shared_names is no finding."""
    first, second = act("Model serving", MAKER), act("Rollout", KEEPER, aliases=["serving model"])
    shared = {
        "name": "Model serving",
        "claimed_by": ["activity:model-serving", "activity:rollout"],
        "because": "Both do.",
    }
    assert linted(made(first, second, shared_names=[shared])) == []


def test_alias_that_pulls() -> None:
    """An alias that finds another entry is named with both; to the same people it may lead."""
    network = act("Network", MAKER)
    policy = act("Firewall rules", KEEPER, aliases=["networking"])
    found = linted(made(network, policy))
    assert said(found, "leads elsewhere") == {
        ("activity:firewall-rules", "activity:network"): (
            "The alias “networking” of “Firewall rules” (activity:firewall-rules) leads to "
            "“Network” (activity:network): add a word to it that “Network” lacks, or remove it."
        )
    }
    assert len(found) == 1
    assert linted(made(network, policy | {"responsible": [MAKER]})) == []


def test_name_that_leads_elsewhere() -> None:
    """A name that finds another entry, where an alias still finds its own."""
    release, team = act("Release", MAKER), act("Release Team", KEEPER, aliases=["cutting a branch"])
    [(refs, sentence)] = said(linted(made(release, team)), "leads elsewhere").items()
    assert refs == ("activity:release-team", "activity:release")
    assert sentence.startswith("The name “Release Team” (activity:release-team) leads to “Release”")
    assert "remove" not in sentence


def test_nobody_could_ask() -> None:
    """No word of it finds it: by its name one finds another entry, or there is nothing to find."""
    activities = (act("Release", MAKER), act("Release Team", KEEPER), act("Who is it?", KEEPER))
    found = said(linted(made(*activities)), "not askable")
    assert found == {
        ("activity:release-team", "activity:release"): (
            "“Release Team” (activity:release-team) leads to “Release” (activity:release): "
            "add an alias with a word that “Release” lacks."
        ),
        ("activity:who-is-it",): (
            "“Who is it?” (activity:who-is-it) has only words that any question has: "
            "add an alias that says what it is about."
        ),
    }


def test_word_that_finds_nothing() -> None:
    """A word so common that nothing comes of it needs company."""
    found = linted(made(act("Keep", KEEPER), act("Bake bread")))
    assert said(found, "not askable") == {
        ("activity:keep",): (
            "“Keep” (activity:keep) isn't found by its own name: "
            "add an alias with words that people use."
        )
    }
    mended = made(act("Keep", KEEPER, aliases=["stock of flour"]), act("Bake bread"))
    assert said(linted(mended), "leads elsewhere") == {
        ("activity:keep",): "The name “Keep” (activity:keep) finds nothing: use more words for it."
    }


def test_not_everything_is_looked_up() -> None:
    """Of a large catalog some names are looked up, and how many is said."""
    of = made(act("Release", MAKER), act("Release Team", KEEPER))
    found = linted(of, most_tried=3)
    assert said(found, "not askable") == {}
    assert said(found, "not tried") == {
        (): "Only the first 3 of 4 names and aliases were looked up."
    }


def test_told() -> None:
    """Each sort under its heading, twenty of it, and how many more there are."""
    many = [act(f"Job {n}", accountable=[MAKER, KEEPER]) for n in range(23)]
    lines = list(told(raci(made(*many), 100)))
    assert lines[0] == "Several are accountable:"
    assert lines[1].startswith("- “Maker” and “Keeper” are accountable for “Job 0”: ")
    assert (len(lines), lines[-1]) == (22, "- … and 3 more")
    assert list(told([])) == []


def test_long_names_are_cut() -> None:
    """A sentence stays one that can be read, however long a name is."""
    long = act("Paint walls " * 12, accountable=[MAKER, KEEPER], ref="paint")
    [sentence] = said(list(raci(made(long), 60)), "several accountable").values()
    assert "for “Paint walls Paint walls" in sentence
    assert "…”: leave it to one of them" in sentence
