"""The matrix of a team: activities by roles, within what Slack can show."""

import pytest

from bot.domain.catalog import Catalog
from bot.domain.fact import Body, Change, Subject
from bot.store.ledger import Ledger
from tests.commands.counter import ANA, EVA, GUS, MLOPS, NOW, WORKSPACE, Counter


def cells(counter: Counter, words: str, place: str | None = None) -> dict[tuple[str, str], str]:
    """What stands in each cell, by activity and role."""
    table = counter.says(GUS, words, place=place).reply.table
    assert table is not None
    return {
        (row[0], role): cell
        for row in table.rows
        for role, cell in zip(table.header[1:], row[1:], strict=True)
    }


def test_who_fills_what(counter: Counter) -> None:
    """Names, or why there are none; nothing where a role has no part."""
    counter.says(ANA, f"assign <@{EVA}> as Data Scientist in Churn")
    counter.says(ANA, "waive Product Manager in Churn because sales decides")
    shown = cells(counter, "matrix Churn")

    assert shown["Deploy models", "MLOps"] == "Cy Mail, Dee Novak (backup)"
    assert shown["Manage infrastructure", "DevOps"] == "Bo Chen"
    assert shown["Explore data", "Data Sci"] == "pending"
    assert shown["Define requirements", "PM"] == "not needed"
    assert shown["Build data pipelines", "Data Eng"] == "unfilled"
    assert shown["Deploy models", "PM"] == ""
    counter.leaves(ANA)
    assert cells(counter, "matrix", "churn") == shown


def test_without_a_team(counter: Counter, shipped_catalog: Catalog) -> None:
    """Outside of a team's channel it is the catalog: every activity, every role, its ticks."""
    reply = counter.says(GUS, "matrix").reply
    assert reply.headline == "Who does what"
    assert reply.table is not None
    assert reply.table.header == ("Activity", *(role.column for role in shipped_catalog.roles))
    assert [row[0] for row in reply.table.rows] == [one.name for one in shipped_catalog.activities]
    assert {cell for row in reply.table.rows for cell in row[1:]} == {"✓", ""}
    assert (reply.table.rows[0][1], reply.trust) == ("✓", ())


def test_letters(counter: Counter, ledger: Ledger) -> None:
    """Where a catalog knows more parts, cells have letters, and a line says what they mean."""
    subject = Subject("entry", ("base", "activity:deploy-models"))
    with ledger.open(WORKSPACE, NOW) as books:
        before = books.fact(subject)
        assert before is not None
        parts = {"accountable": [MLOPS], "informed": ["role:product-manager"]}
        books.record([Change(subject, before, before | parts)], actor="import", source="file:a.csv")

    legend = "R responsible, A accountable, C consulted, I informed."
    reply = counter.says(GUS, "matrix").reply
    assert reply.trust == (legend,)
    everywhere = cells(counter, "matrix")
    assert everywhere["Deploy models", "MLOps"] == "R/A"
    assert everywhere["Deploy models", "PM"] == "I"
    assert everywhere["Deploy models", "DevOps"] == ""
    assert everywhere["Explore data", "Data Sci"] == "R"
    in_churn = cells(counter, "matrix Churn")
    assert in_churn["Deploy models", "MLOps"] == "R/A: Cy Mail, Dee Novak (backup)"
    assert in_churn["Deploy models", "PM"] == "I: unfilled"
    counter.says(ANA, "override Explore data to Product Manager in Churn")
    own = "* Churn decided this for itself."
    assert counter.says(GUS, "matrix Churn").reply.trust == (legend, own)


def test_own_decisions_are_marked(counter: Counter) -> None:
    """An asterisk where the team decided for itself, and what it means."""
    counter.says(ANA, "override Deploy models to nobody in Churn because nothing is deployed")
    counter.says(ANA, "override Explore data to Product Manager in Churn")
    reply = counter.says(GUS, "matrix Churn").reply
    assert reply.table is not None
    names = [row[0] for row in reply.table.rows]

    assert "Deploy models * (nobody, by design)" in names
    assert "Explore data *" in names
    assert reply.trust == ("* Churn decided this for itself.",)
    assert counter.says(GUS, "matrix Search").reply.trust == ()


@pytest.mark.parametrize(("name", "most"), [("Work", 99), ("Work with a very long name " * 6, 60)])
def test_what_is_too_much(counter: Counter, ledger: Ledger, name: str, most: int) -> None:
    """Slack shows so many rows, columns and characters; how much more there is gets said."""
    body: Body = {"description": "Work.", "aliases": [], "responsible": ["role:mlops-engineer"]}
    body |= {"accountable": [], "consulted": [], "informed": [], "nobody_because": None}
    more = [
        Change(Subject("entry", ("base", f"activity:a{n}")), None, {**body, "name": f"{name} {n}"})
        for n in range(200)
    ]
    roles = [
        Change(
            Subject("entry", ("base", f"role:r{n}")),
            None,
            {"name": f"R {n}", "column": f"R{n}", "summary": "It does.", "description": "It does."},
        )
        for n in range(20)
    ]
    with ledger.open(WORKSPACE, NOW) as books:
        seats = {f"role:r{n}": ["product"] for n in range(20)}
        for structure in books.catalog().structures:
            subject = Subject("entry", ("base", structure.ref))
            before = books.fact(subject)
            assert before is not None
            roles.append(Change(subject, before, before | {"seats": before["seats"] | seats}))
        books.record([*roles, *more], actor="import", source="file:more.yaml")

    reply = counter.says(GUS, "matrix Churn").reply
    assert reply.table is not None
    assert len(reply.table.header) == 20
    assert most - 10 <= len(reply.table.rows) <= most
    assert sum(map(len, (cell for row in reply.table.rows for cell in row))) <= 9000
    beyond = 213 - len(reply.table.rows)
    assert reply.trust == (
        f"There are {beyond} more activities than fit here.",
        "There are 8 more roles than fit here.",
    )
