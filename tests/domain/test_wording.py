"""How an answer puts things."""

from datetime import date, timedelta

import pytest

from bot.domain.organisation import Organisation
from bot.domain.routing import resolve
from bot.domain.wording import (
    ago,
    bullets,
    lines,
    listed,
    named,
    role_line,
    role_parts,
    short,
    source_lines,
    team_section,
)
from tests.example import KEEPER, MAKER, TODAY, acme, held, platform, product, small

SOURCE = "Source: the catalog “Small”; companies differ, so correct it for yours."


@pytest.mark.parametrize(
    ("names", "last", "text"),
    [
        (["A"], "and", "A"),
        (["A", "B"], "and", "A and B"),
        (["A", "B", "C"], "and", "A, B and C"),
        (["A", "B"], "or", "A or B"),
        ([], "and", ""),
    ],
)
def test_listed(names: list[str], last: str, text: str) -> None:
    """Names are listed as a person would."""
    assert listed(iter(names), last) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  who\n owns\t it ", "who owns it"),
        ("x" * 80, "x" * 80),
        ("x" * 81, "x" * 79 + "…"),
        ("x" * 78 + " yyy", "x" * 78 + "…"),
        ("", ""),
    ],
)
def test_short(text: str, expected: str) -> None:
    """A person's words come on one line of at most eighty characters."""
    assert short(text) == expected


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (-5, "today"),
        (0, "today"),
        (1, "yesterday"),
        (2, "2 days ago"),
        (60, "60 days ago"),
        (61, "on 1 October 2026"),
        (400, "on 27 October 2025"),
    ],
)
def test_ago(days: int, text: str) -> None:
    """A day is told by its distance while it is near."""
    assert ago(TODAY - timedelta(days=days), TODAY) == text


def test_lines() -> None:
    """A section's lines hold one span each."""
    assert [[s.text for s in line] for line in (*lines("a"), *bullets(["b", "c"]))] == [
        ["a"],
        ["b"],
        ["c"],
    ]


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([], "Maker: nobody fills this role"),
        ([held("a")], "Maker: A"),
        ([held("a"), held("b")], "Maker: A and B"),
        ([held("a"), held("b"), held("c")], "Maker: A, B and C"),
        ([held("a"), held("b", standing="backup")], "Maker: A (backup: B)"),
        ([held("b", standing="backup")], "Maker: B (backup; nobody is primary)"),
        (
            [held("a"), held("b", state="pending")],
            "Maker: A; B was asked and hasn't accepted yet",
        ),
        ([held("b", state="pending")], "Maker: nobody yet; B was asked and hasn't accepted yet"),
        ([held("f")], "Maker: F filled it and left; nobody has taken over"),
        ([held("a"), held("f")], "Maker: A"),
        (
            [held("f"), held("b", state="pending")],
            (
                "Maker: F filled it before and left; nobody has taken over;"
                " B was asked and hasn't accepted yet"
            ),
        ),
    ],
)
def test_role_line(rows: list[dict[str, object]], text: str) -> None:
    """A role's line names who fills it, or says why nobody does."""
    where = acme(product(*rows, platform=None), gone="f")
    (here, _) = resolve("activity:make", where.team["one"], small(), where, TODAY).roles
    line = role_line(here, "Maker")
    assert "".join(span.text for span in line) == text
    people = {span.text: span.user for span in line if span.user}
    assert people == {name: f"U{name.lower()}" for name in people}


def test_role_line_elsewhere() -> None:
    """Somebody who covers from another team is named with it; a part that owns nothing is told."""
    where = acme(
        platform(held("a"), held("b", standing="backup"), held("c", KEEPER)),
        product(waived=[{"role": MAKER, "because": "bought."}]),
    )
    made = resolve("activity:make", where.team["one"], small(), where, TODAY).roles
    said = ["".join(s.text for s in role_line(h, small().role(h.role).name)) for h in made]
    assert said == ["Maker: A (backup: B), from Base", "Keeper, informed: C, from Base"]


def test_several_parts() -> None:
    """A role with several parts has one line that tells them all, and each of them as data."""
    data = small().model_dump(mode="json")
    data["activities"][0] |= {"accountable": [MAKER], "consulted": [KEEPER], "informed": [KEEPER]}
    raci = type(small()).model_validate(data)
    where = acme(product(held("a"), held("b", KEEPER), platform=None))
    found = resolve("activity:make", where.team["one"], raci, where, TODAY)
    said = ["".join(s.text for s in line) for line in team_section(found, raci, "One").lines]
    assert said == ["Maker, responsible and accountable: A", "Keeper, consulted and informed: B"]
    assert [(one.ref, one.part) for one in role_parts(found, raci)] == [
        (MAKER, "responsible"),
        (MAKER, "accountable"),
        (KEEPER, "consulted"),
        (KEEPER, "informed"),
    ]


def test_waived() -> None:
    """A role that isn't needed says why."""
    where = acme(product(waived=[{"role": MAKER, "because": "bought."}], platform=None))
    here = resolve("activity:make", where.team["one"], small(), where, TODAY).roles[0]
    assert role_line(here, "Maker")[0].text == "Maker: not needed here, because bought"


def test_named() -> None:
    """Everybody is named with the team asked about, accepted first and who left last."""
    where = acme(
        platform(held("c", KEEPER)), product(held("f"), held("b", state="pending")), gone="f"
    )
    found = named(resolve("activity:ship", where.team["one"], small(), where, TODAY))
    assert [(one.team, one.name, one.standing, one.state) for one in found] == [
        ("One", "C", "covering", "accepted"),
        ("One", "B", "primary", "pending"),
        ("One", "F", "primary", "left"),
    ]


def _sources(where: Organisation, ref: str = "activity:ship") -> tuple[str, ...]:
    found = [resolve(ref, team, small(), where, TODAY) for team in where.teams]
    return source_lines(found, small(), TODAY, {"c": "Cy"})


DAY = str(date(2026, 11, 30))


@pytest.mark.parametrize(
    ("rows", "trust"),
    [
        ([], (SOURCE,)),
        ([held("b", state="pending", confirmed=DAY)], (SOURCE,)),
        ([held("a")], (SOURCE, "Nobody has confirmed yet who fills these roles.")),
        ([held("a", confirmed=DAY)], (SOURCE, "Confirmed yesterday.")),
        ([held("a", confirmed=DAY, confirmed_by="c")], (SOURCE, "Confirmed by Cy yesterday.")),
        ([held("a", confirmed=DAY, confirmed_by="d")], (SOURCE, "Confirmed by d yesterday.")),
        (
            [held("a", confirmed=DAY), held("b", KEEPER, confirmed="2026-11-01")],
            (SOURCE, "Both confirmed, the latest yesterday."),
        ),
        (
            [held(one, confirmed=DAY) for one in "abc"],
            (SOURCE, "All 3 confirmed, the latest yesterday."),
        ),
        (
            [held("a", confirmed=DAY), held("b", KEEPER)],
            (SOURCE, "1 of 2 confirmed, the latest yesterday."),
        ),
    ],
)
def test_trust(rows: list[dict[str, object]], trust: tuple[str, ...]) -> None:
    """An answer tells its source, and who confirmed the people in it and when."""
    assert _sources(acme(product(*rows, platform=None))) == trust


@pytest.mark.parametrize(
    ("rules", "text"),
    [
        (["K. knows it."], "Source: One decided this for itself, because K. knows it."),
        ([None], "Source: One decided this for itself."),
        (["x", "x"], "Source: One and Two each decided this for itself, because x."),
        (["x", "y"], "Source: One and Two each decided this for itself."),
        (
            ["x", ""],
            "Source: One decided this for itself, because x; the catalog “Small” for the rest.",
        ),
    ],
)
def test_own_rules(rules: list[str | None], text: str) -> None:
    """An answer from a team's own rule says whose it is and why."""
    teams = []
    for key, because in zip(("one", "two"), rules, strict=False):
        rule = {"activity": "activity:ship", "roles": [KEEPER], "because": because}
        own = [] if because == "" else [rule]
        teams.append(product(key=key, name=key.title(), platform=None, overrides=own))
    assert _sources(acme(*teams)) == (text,)
