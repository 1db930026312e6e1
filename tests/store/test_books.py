"""What one transaction may do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.domain.act import How
from bot.domain.catalog import Catalog
from bot.domain.delivery import Delivery
from bot.domain.fact import Change, Subject, catalog_facts
from bot.domain.member import Member
from bot.domain.organisation import Organisation
from bot.errors import NotKnown, RolecallError
from bot.files import read_model
from bot.store.books import Books
from bot.store.engine import Engines
from bot.store.ledger import Ledger
from bot.store.questions import Question
from bot.store.tables import DeliveryRow
from tests.store.sample import FACTS, FILE, NOW, ORGANISATION, ZOE, added, person, take_in

POST = Delivery("post", "C1", "C1", {"channel": "C1"}, {"text": "x"})
SLACK_ZOE = Member(id="U1", name="Zoe in Slack", team="W1", email="zoe@example.org")
WRITES: tuple[Callable[[Books], object], ...] = (
    lambda books: books.create("Test"),
    lambda books: books.record([added("bob")], actor="U1", source="slack"),
    lambda books: books.arrange(()),
    lambda books: books.claim((), "slack"),
    lambda books: books.set_organisation_name("Acme"),
    lambda books: books.set_catalog_origin("file", "abc"),
    lambda books: books.note_question(Question(None, "page", "?", None, None, "unknown", None)),
    lambda books: books.share("q"),
    lambda books: books.record_verdict("q", "U1", "right"),
    lambda books: books.claim_once("k"),
    lambda books: books.send(POST),
    lambda books: books.refuse("U1", How(), "assign", "No."),
    lambda books: books.set_departed({"zoe"}),
)


def test_organisation_comes_back_as_it_went_in(ledger: Ledger) -> None:
    """Every field of every kind of fact survives, dates and flags and order too."""
    take_in(ledger, FACTS)
    with ledger.read("W1") as books:
        assert books.organisation() == ORGANISATION
        assert books.facts() == FACTS
        assert books.workspace.created_at == NOW


def test_catalog_comes_back_as_it_went_in(ledger: Ledger, root: Path) -> None:
    """The catalog that ships with the product survives, entry for entry and in order."""
    catalog = read_model(root / "config" / "catalog.yaml", Catalog)
    take_in(ledger, catalog_facts(catalog))
    with ledger.read("W1") as books:
        assert books.catalog() == catalog
        assert list(books.facts({"entry"})) == list(catalog_facts(catalog))[1:]
        assert (books.workspace.catalog_version, books.workspace.organisation_version) == (1, 1)


def test_own_entry_lies_over_the_files(ledger: Ledger, root: Path) -> None:
    """A workspace's own layer answers for a ref, and is gone once it is retired."""
    catalog = read_model(root / "config" / "catalog.yaml", Catalog)
    take_in(ledger, catalog_facts(catalog))
    ref = catalog.titles[0].ref
    own = Subject("entry", ("own", ref))
    body = catalog_facts(catalog)[Subject("entry", ("base", ref))] | {"aliases": ["boss"]}
    with ledger.open("W1", NOW) as books:
        books.record([Change(own, None, body)], actor="U1", source="slack")
    with ledger.read("W1") as books:
        assert books.catalog().titles[0].aliases == ("boss",)
    with ledger.open("W1", NOW) as books:
        books.record([Change(own, body, None)], actor="U1", source="slack")
    with ledger.read("W1") as books:
        assert books.catalog() == catalog


def test_nothing_imported_yet(ledger: Ledger) -> None:
    """An organisation without anything is empty; without a catalog there is no answer."""
    with ledger.read("W1") as books:
        assert not books.exists()
        assert books.organisation() == Organisation(organisation="Unnamed")
        with pytest.raises(NotKnown, match="W1 has no catalog yet: run `rolecall import FILE`"):
            books.catalog()
        with pytest.raises(NotKnown, match="Workspace W1 isn't known here"):
            _ = books.workspace
    with pytest.raises(NotKnown, match="isn't known"), ledger.open("W1", NOW) as books:
        books.record([added("zoe")], actor="U1", source="slack")


def test_retired_and_revived(ledger: Ledger) -> None:
    """A retired fact is none, its row can come back with another body, in its old place."""
    take_in(ledger, FACTS)
    held = next(subject for subject in FACTS if subject.kind == "assignment")
    body = FACTS[held]
    with ledger.open("W1", NOW) as books:
        books.record([Change(held, body, None)], actor="U1", source="slack")
        assert held not in books.facts()
    again = body | {"state": "accepted", "until": None}
    with ledger.open("W1", NOW) as books:
        books.record([Change(held, None, again)], actor="U1", source="slack")
    with ledger.read("W1") as books:
        assert next(iter(books.facts({"assignment"}).items())) == (held, again)
        assert held not in books.owned(FILE)
        assert books.owned("slack") == {held}


def test_stale_before_is_refused(ledger: Ledger) -> None:
    """Who plans on what is no longer so is told, and nothing of the plan is done."""
    take_in(ledger, FACTS)
    stale = Change(ZOE, FACTS[ZOE] | {"name": "Zora"}, FACTS[ZOE] | {"active": False})
    for refused in (stale, added("zoe"), Change(person("eve")[0], person("eve")[1], None)):
        with (
            pytest.raises(RolecallError, match="was changed meanwhile"),
            ledger.open("W1", NOW) as books,
        ):
            books.record([added("bob"), refused], actor="U1", source="slack")
    with ledger.read("W1") as books:
        assert books.facts() == FACTS


def test_steps_of_one_act_follow_each_other(ledger: Ledger) -> None:
    """One act may change a fact twice; it ends with what the last step says."""
    take_in(ledger, FACTS)
    other = FACTS[ZOE] | {"name": "Zora"}
    with ledger.open("W1", NOW) as books:
        steps = [Change(ZOE, FACTS[ZOE], None), Change(ZOE, None, other)]
        books.record(steps, actor="U1", source="slack")
    with ledger.read("W1") as books:
        assert books.facts({"person"})[ZOE] == other


def test_slack_accounts_and_channels_change_hands_in_one_act(ledger: Ledger) -> None:
    """Two people may swap what only one may have, and a newcomer may take it over."""
    take_in(ledger, FACTS)
    adam = Subject("person", ("adam",))
    swap = [
        Change(ZOE, FACTS[ZOE], FACTS[ZOE] | {"slack": "U2"}),
        Change(adam, FACTS[adam], FACTS[adam] | {"slack": "U1"}),
    ]
    churn = Subject("team", ("churn",))
    retired = Change(churn, FACTS[churn], None)
    heir = Change(Subject("team", ("heir",)), None, FACTS[churn] | {"name": "Heir"})
    with ledger.open("W1", NOW) as books:
        books.record([*swap, heir, retired], actor="U1", source="slack")
        assert books.facts({"person"})[ZOE]["slack"] == "U2"
        assert books.facts({"team"})[heir.subject]["channel"] == "#churn"


def test_contradictions_are_refused_by_the_tables(ledger: Ledger) -> None:
    """A Slack account used twice, or a lead who isn't anybody, never gets in."""
    take_in(ledger, FACTS)
    nobody = Change(Subject("lead", ("churn", "nobody")), None, {})
    for wrong in (added("eve", slack="U1"), nobody):
        with (
            pytest.raises(RolecallError, match="contradicts what is stored"),
            ledger.open("W1", NOW) as books,
        ):
            books.record([wrong], actor="U1", source="slack")
    with ledger.read("W1") as books:
        assert books.facts() == FACTS


def test_every_change_is_written_down(ledger: Ledger) -> None:
    """History has each step once, numbered without gaps, newest first, with its act."""
    assert take_in(ledger, FACTS) == 1
    gone = Change(Subject("steward", ("adam",)), {}, None)
    with ledger.open("W1", NOW) as books:
        act = books.record([added("bob"), added("eve"), gone], actor="U7", source="slack")
    assert act == len(FACTS) + 1
    with ledger.read("W1") as books:
        first, second, third, *rest = books.history()
        assert [step.number for step in rest] == list(range(len(FACTS), 0, -1))
        assert {step.act for step in rest} == {1}
        assert [first.act, second.act, third.act] == [act] * 3
        assert (first.number, first.change, first.at) == (act + 2, gone, NOW)
        assert (third.actor, third.source, third.change) == ("U7", "slack", added("bob"))
        assert len(books.history(limit=2)) == 2
        assert books.workspace.last_change == first.number


def test_how_is_on_every_change_of_the_act(ledger: Ledger) -> None:
    """From where something was done is written down with each of its changes, as far as known."""
    take_in(ledger, FACTS)
    how = How("assign", "command", "T1", "C1", "ab12", 1)
    with ledger.open("W1", NOW) as books:
        books.record([added("bob"), added("eve")], actor="U7", source="slack", how=how)
    with ledger.read("W1") as books:
        assert [one.how for one in books.history(3)] == [how, how, How()]


def test_nothing_to_do_is_no_act(ledger: Ledger) -> None:
    """Taking in the same again changes nothing and moves no version."""
    take_in(ledger, FACTS)
    with ledger.read("W1") as books:
        before = books.workspace
    assert take_in(ledger, FACTS) == 0
    same = Change(ZOE, FACTS[ZOE], FACTS[ZOE])
    with ledger.open("W1", NOW) as books:
        assert books.record([same], actor="U1", source="slack") == 0
        assert books.workspace == before


def test_order_follows_the_file_without_a_change(ledger: Ledger) -> None:
    """Facts take the order of their file; those of other sources stay where they are."""
    take_in(ledger, FACTS)
    with ledger.open("W1", NOW) as books:
        books.record([added("own")], actor="U1", source="slack")
        before = books.workspace.last_change
    turned = dict(reversed([*FACTS.items(), person("new")]))
    take_in(ledger, turned)
    with ledger.read("W1") as books:
        assert [subject.key[0] for subject in books.facts({"person"})] == [
            *("new", "adam", "own", "zoe")
        ]
        assert books.workspace.last_change == before + 1
        assert [team.key for team in books.organisation().teams] == ["ml", "churn"]


def test_shared_values_follow_every_change(ledger: Ledger) -> None:
    """The same organisation is handed out until it changes, by name or order too."""
    take_in(ledger, FACTS)
    with ledger.read("W1") as books:
        first = books.organisation()
        assert books.organisation() is first
    with ledger.open("W1", NOW) as books:
        books.set_organisation_name("Other")
        assert books.organisation().organisation == "Other"
    with ledger.open("W1", NOW) as books:
        books.arrange(list(reversed(FACTS)))
        assert books.organisation().people[0].key == "adam"
    with ledger.read("W1") as books:
        assert books.organisation().organisation == "Other"
        assert books.organisation().people[0].key == "adam"


def test_what_was_rolled_back_is_never_shared(ledger: Ledger) -> None:
    """A value that a failed transaction built doesn't pass for the next one's."""
    take_in(ledger, FACTS)
    with pytest.raises(RolecallError), ledger.open("W1", NOW) as books:
        _build_and_fail(books)
    with ledger.open("W1", NOW) as books:
        books.record([added("real")], actor="U1", source="slack")
    with ledger.read("W1") as books:
        assert list(books.organisation().person) == ["zoe", "adam", "real"]


def test_catalog_origin_is_remembered(ledger: Ledger) -> None:
    """Where the catalog came from, and what was read there."""
    take_in(ledger, FACTS)
    with ledger.open("W1", NOW) as books:
        books.set_catalog_origin("config/catalog.yaml", "abc")
        assert books.workspace.catalog_source == "config/catalog.yaml"
        assert books.workspace.catalog_digest == "abc"


@pytest.mark.parametrize("holds", [True, False])
def test_own_changes_are_seen(holds: bool, ledger: Ledger) -> None:  # noqa: FBT001 - both ways
    """Whoever looks at the workspace before and after changing it sees what they changed."""
    with ledger.open("W1", NOW, holds=holds) as books:
        assert not books.exists()
        assert books.create("Test")
        assert not books.create("Test")
        assert books.workspace.organisation_version == 0
        books.set_organisation_name("Acme")
        assert (books.workspace.organisation, books.workspace.organisation_version) == ("Acme", 1)
        books.record([added("zoe", slack="U1")], actor="U1", source="slack")
        assert (books.workspace.last_change, books.workspace.organisation_version) == (1, 2)
        books.roster.save_members([replace(SLACK_ZOE, id="U7", email=None)])
        assert books.workspace.organisation_version == 2
        books.roster.save_members([SLACK_ZOE])
        assert books.workspace.organisation_version == 3
        books.set_catalog_origin("config/catalog.yaml", "abc")
        assert books.workspace.catalog_digest == "abc"


def test_told_is_without_slack(ledger: Ledger) -> None:
    """What files told is told as they told it; the organisation has Slack's word on it."""
    take_in(ledger, FACTS)
    with ledger.open("W1", NOW) as books:
        books.roster.save_members([replace(SLACK_ZOE, deleted=True)])
        assert books.told() == ORGANISATION
        assert not books.organisation().person["zoe"].active
    with ledger.read("W1") as books:
        assert books.told() == ORGANISATION
        zoe = books.organisation().person["zoe"]
        assert (zoe.name, zoe.slack, zoe.active) == ("Zoë", "U1", False)
        assert books.organisation().account["U1"] == zoe
    with ledger.read("W2") as books:
        assert books.told() == Organisation(organisation="Unnamed")


def test_slacks_word_is_never_written_into_facts(ledger: Ledger) -> None:
    """Taking in the same file again changes nothing, whatever Slack says of its people."""
    take_in(ledger, FACTS)
    with ledger.open("W1", NOW) as books:
        books.roster.save_members([replace(SLACK_ZOE, name="Other", deleted=True)])
    assert take_in(ledger, FACTS) == 0
    with ledger.read("W1") as books:
        assert books.facts() == FACTS


def test_several_sent_in_one_transaction(ledger: Ledger) -> None:
    """What one decision sends leaves in the order in which it was sent, past the tenth too."""
    take_in(ledger, {})
    with ledger.open("W1", NOW) as books:
        sent = [books.send(replace(POST, body={"n": n})) for n in range(12)]
    assert sorted(sent) == sent
    with ledger.open("W1", NOW + timedelta(microseconds=1)) as books:
        later = books.send(POST)
    assert later > sent[-1]
    with ledger.read("W1") as books:
        assert [one.id for one in books.deliveries()] == [later, *sent[::-1]]
        assert [one.body for one in books.deliveries(3)] == [{"text": "x"}, {"n": 11}, {"n": 10}]
    with ledger.read("W2") as books:
        assert books.deliveries() == ()


def test_sent_while_it_lasts(ledger: Ledger, engines: Engines) -> None:
    """What expires does so counted from the moment of the decision."""
    take_in(ledger, {})
    with ledger.open("W1", NOW) as books:
        books.send(replace(POST, lasts=timedelta(minutes=29)))
    with engines.read.connect() as connection:
        expires = connection.scalar(select(DeliveryRow.expires_at))
    assert expires == NOW + timedelta(minutes=29)


def test_reading_books_refuse_to_write(ledger: Ledger) -> None:
    """Nothing changes by way of books that were opened for reading."""
    take_in(ledger, FACTS)
    for write in WRITES:
        with pytest.raises(RuntimeError, match="for reading"), ledger.read("W1") as books:
            write(books)


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_what_was_handed_out_stays(ledger: Ledger, root: Path) -> None:
    """Catalog, organisation and version that answer one question are of one moment."""
    catalog = read_model(root / "config" / "catalog.yaml", Catalog)
    old = catalog_facts(catalog)
    new = catalog_facts(catalog.model_copy(update={"caveat": "Another."}))
    take_in(ledger, FACTS | old)
    with ledger.read("W1") as books:
        books.catalog()
        books.organisation()
    with ledger.open("W1", NOW, holds=False) as books:
        catalog, version = books.catalog(), books.workspace.catalog_version
        take_in(ledger, FACTS | new | dict([person("eve")]))
        with ledger.read("W1") as others:
            others.organisation()
        books.organisation()
        assert (books.catalog(), books.workspace.catalog_version) == (catalog, version)


def _build_and_fail(books: Books) -> None:
    books.record([added("ghost")], actor="U1", source="slack")
    assert "ghost" in books.organisation().person
    books.record([added("ghost")], actor="U1", source="slack")
