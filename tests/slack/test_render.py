"""A message in Slack's shape."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.commands.ask import reply_to
from bot.domain.answer import how_to_ask
from bot.domain.call import Call
from bot.domain.reply import (
    Action,
    Match,
    Named,
    NextPerson,
    Outcome,
    Reply,
    RolePart,
    Section,
    Span,
    Table,
    TeamName,
)
from bot.domain.wording import bullets, lines
from bot.slack.limits import BLOCKS, PAYLOAD, RICH_TEXT, TABLE_ROWS, weight
from bot.slack.message import Button, Directory, Message
from bot.slack.render import Payload, render
from tests.example import MAKER, TODAY, catalog, finder, organisation
from tests.fake_slack.limits import broken, mentions, whom

DIRECTORY = Directory(url="https://acme.slack.com/", channels={"churn": "C0CHURN"})
BOTH: tuple[Button, ...] = ("share", "verdict")


def _asked(text: str, team: str | None = None) -> Reply:
    call = Call(text=text, today=TODAY, surface="slack", team=team)
    return reply_to(call, catalog(), organisation(), finder())


def _reply(**fields: object) -> Reply:
    return Reply.model_validate({"outcome": "answered", "headline": "Head."} | fields)


def _rendered(reply: Reply, **fields: object) -> Payload:
    message = Message.model_validate({"reply": reply, "question": "q1"} | fields)
    return render(message, DIRECTORY)


def _read(payload: Payload) -> str:
    """The blocks as a person sees them, with marks for what is bold, a link or a button."""
    return "\n".join(row for block in payload.blocks for row in _rows(block))


def _rows(block: dict[str, Any]) -> Iterator[str]:
    if block["type"] == "context":
        yield "(" + " | ".join(element["text"] for element in block["elements"]) + ")"
    elif block["type"] == "actions":
        yield " ".join(_control(element) for element in block["elements"])
    else:
        for part in block["elements"]:
            if part["type"] == "rich_text_list":
                yield from ("- " + _inline(item) for item in part["elements"])
            else:
                yield _inline(part)


def _inline(section: dict[str, Any]) -> str:
    return "".join(_word(element) for element in section["elements"])


def _word(element: dict[str, Any]) -> str:
    if element["type"] == "channel":
        return f"<#{element['channel_id']}>"
    if element["type"] == "link":
        return f"[{element['text']}]({element['url']})"
    return f"*{element['text']}*" if element.get("style") else str(element["text"])


def _control(element: dict[str, Any]) -> str:
    if element["type"] == "static_select":
        return " ".join((element["action_id"], *(o["text"]["text"] for o in element["options"])))
    return f"[{element['text']['text']}]"


def _of(payload: Payload, kind: str) -> list[dict[str, Any]]:
    return [block for block in payload.blocks if block["type"] == kind]


WHO_DEPLOYS = """\
*Deploy models* is shared by *Machine Learning Engineer* and *MLOps Engineer*.
*Churn*
- Machine Learning Engineer: Priya Raman, from ML Platform
- MLOps Engineer: Omar Haddad
Reach them in <#C0CHURN>. If that doesn't help, ask Lucía Fernández, who leads Churn.
(Source: the catalog “Who does what in machine learning”; companies differ, so correct it for \
yours. | Both confirmed, the latest by Lucía Fernández 15 days ago. \
| Why: “deploys” and “models” speak for the activity Deploy models.)
[Share] [Right] [Wrong person]"""

WHO_LEFT = """\
*Build data pipelines* belongs to the *Data Engineer*; whoever filled that in Churn has left, \
and nobody has replaced them.
*Churn*
- Data Engineer: Dana Kowalski filled it and left; nobody has taken over
Ask in <#C0CHURN>. If that doesn't help, ask Lucía Fernández, who leads Churn.
(Source: the catalog “Who does what in machine learning”; companies differ, so correct it for \
yours. | Why: “builds”, “data” and “pipelines” speak for the activity Build data pipelines.)
[Share] [Right] [Wrong person]"""

UNFILLED = """\
*Build data pipelines* belongs to the *Data Engineer*, but nobody fills that in Fraud yet.
*Fraud*
- Data Engineer: nobody fills this role
Ask in #fraud. If that doesn't help, ask Omar Haddad, who leads Fraud.
(Source: the catalog “Who does what in machine learning”; companies differ, so correct it for \
yours. | Why: “builds”, “data” and “pipelines” speak for the activity Build data pipelines.)
[Share] [Right] [Wrong person]"""

BY_DESIGN = """\
Nobody owns *Track experiments* in Search, by design: rankings are compared live, so there are \
no offline runs to track.
Ask in #search. If that doesn't help, ask Ruth Mensah, who leads Search.
(Source: Search decided this for itself, because rankings are compared live, so there are no \
offline runs to track. | Why: “tracks” and “experiments” speak for the activity Track experiments.)
[Share] [Right] [Wrong person]"""

WHICH_ONE = """\
Did you mean “*Deploy models*” or “*Build data pipelines*”?
If that doesn't help, ask Ines Okafor, who looks after who owns what here.
(Why: “who builds data pipelines and who deploys models?” fits more than one thing, or none of \
them surely.)
[Deploy models] [Build data pipelines]"""

UNKNOWN = """\
I don't know who owns that. Try asking about “Define requirements”, “Build data pipelines” or \
“Explore data”.
If that doesn't help, ask Ines Okafor, who looks after who owns what here.
(Why: nothing in the catalog fits the question well enough.)
[Share] [Right] [Wrong person]"""


@pytest.mark.parametrize(
    ("text", "team", "outcome", "expected"),
    [
        ("who deploys models?", "churn", "answered", WHO_DEPLOYS),
        ("who builds data pipelines?", "churn", "left", WHO_LEFT),
        ("who builds data pipelines?", "fraud", "unfilled", UNFILLED),
        ("who tracks experiments?", "search", "nobody", BY_DESIGN),
        ("who builds data pipelines and who deploys models?", None, "choose", WHICH_ONE),
        ("what's for lunch?", None, "unknown", UNKNOWN),
    ],
)
def test_outcomes(text: str, team: str | None, outcome: Outcome, expected: str) -> None:
    """The answer stands first, then who it is, whom to ask, the small print, the buttons."""
    reply = _asked(text, team)
    assert reply.outcome == outcome
    payload = _rendered(reply, buttons=BOTH)
    assert _read(payload) == expected
    assert payload.text == reply.text


def test_several_teams() -> None:
    """Each team stands in a block of its own, so that Slack sets them apart."""
    shown = _rendered(_asked("who deploys models?")).blocks
    headings = [block["elements"][0]["elements"][0]["text"] for block in shown[1:4]]
    assert headings == ["Churn", "Search", "Fraud"]


@pytest.mark.parametrize("ref", sorted(catalog().by_ref))
def test_every_entry(ref: str) -> None:
    """The answer for any entry of the shipped catalog fits as it is, with room to spare."""
    call = Call(text="it", today=TODAY, surface="slack", ref=ref)
    reply = reply_to(call, catalog(), organisation(), finder())
    payload = _rendered(reply, buttons=BOTH)
    assert broken(payload.as_body(), "message") == []
    assert mentions(payload.as_body()) == []
    assert "more line" not in _read(payload)
    assert weight(payload.as_body()) < PAYLOAD * 3 // 4


def test_sections() -> None:
    """One line without a heading is a paragraph, several are a list; nothing empty is shown."""
    sections = (
        Section(heading=None, lines=lines("A paragraph.")),
        Section(heading=None, lines=bullets(["a", "", " \0", "b"])),
        Section(heading="Does", lines=lines("c")),
        Section(heading="Delivers", lines=()),
        Section(heading="Says", lines=((Span(text=" "), Span(text="")),)),
    )
    assert _read(_rendered(_reply(sections=sections))) == (
        "Head.\nA paragraph.\n- a\n- b\n*Does*\n- c"
    )


@pytest.mark.parametrize(
    ("headline", "names", "expected"),
    [
        ("Make is shared by A and B", ["Make", "A", "B"], "*Make* is shared by *A* and *B*"),
        ("Guess and Guesswork", ["Guess"], "*Guess* and Guesswork"),
        ("ML Engineer for ML", ["ML", "ML Engineer"], "*ML Engineer* for *ML*"),
        ("C++ (all) belongs to a.c", ["C++ (all)", "a.c"], "*C++ (all)* belongs to *a.c*"),
        ("abc", ["a.c", ""], "abc"),
        ("a a a a a a a a", ["a"], "*a* *a* *a* *a* *a* *a* a a"),
    ],
)
def test_bold(headline: str, names: list[str], expected: str) -> None:
    """Whole names stand out in the headline, the longer of two that overlap."""
    match = Match(ref="activity:x", kind="activity", name=names[0], score=0.9)
    roles = [RolePart(ref="role:x", name=name, part="responsible") for name in names[1:]]
    assert _read(_rendered(_reply(headline=headline, matches=[match], roles=roles))) == expected


@pytest.mark.parametrize(
    ("url", "user", "linked"),
    [
        ("https://acme.slack.com/", "U1", True),
        ("https://acme.slack.com", "W0ABC", True),
        ("https://127.0.0.1:8443/", "U1", True),
        ("http://acme.slack.com/", "U1", False),
        ("https://acme.slack.com@evil.example/", "U1", False),
        ("https://acme.slack.com/?x=", "U1", False),
        ("slack://acme/", "U1", False),
        (None, "U1", False),
        ("https://acme.slack.com/", "u1", False),
        ("https://acme.slack.com/", "U1|x", False),
        ("https://acme.slack.com/", "U1 U2", False),
        ("https://acme.slack.com/", "S1", False),
        ("https://acme.slack.com/", None, False),
    ],
)
def test_people(url: str | None, user: str | None, *, linked: bool) -> None:
    """Somebody is a link to their profile where both are known to be sound, and never a mention."""
    line = (Span(text="Maker: "), Span(text="Ada", user=user))
    reply = _reply(
        sections=(Section(heading=None, lines=(line,)),),
        next=NextPerson(user=user, name="Bo", because="leads One"),
    )
    payload = render(Message(reply=reply, note=line), Directory(url=url))
    there = f"https://{(url or '').split('/')[2]}/team/{user}" if linked else ""
    ada, bo = (f"[{name}]({there})" if linked else name for name in ("Ada", "Bo"))
    assert _read(payload) == (
        f"Head.\nMaker: {ada}\nIf that doesn't help, ask {bo}, who leads One.\nMaker: {ada}"
    )
    assert mentions(payload.as_body()) == []


@pytest.mark.parametrize(
    ("channel", "shown"),
    [
        ("#churn", "<#C0CHURN>"),
        ("churn", "<#C0CHURN>"),
        ("C0OTHER", "<#C0OTHER>"),
        ("#elsewhere", "#elsewhere"),
        ("#odd", "#odd"),
        ("#churns", "#churns"),
        ("<!channel>", "<!channel>"),
    ],
)
def test_channel(channel: str, shown: str) -> None:
    """A channel is one to click where its id is known, else its name."""
    directory = Directory(channels={"churn": "C0CHURN", "odd": "not an id"})
    payload = render(Message(reply=_reply(channel=channel)), directory)
    assert _read(payload) == f"Head.\nReach them in {shown}."
    assert mentions(payload.as_body()) == []


def test_lead_and_note() -> None:
    """Whose question it is stands above the answer, what somebody did with it below."""
    payload = _rendered(
        _reply(why="so"),
        lead=(Span(text="Ada", user="U1"), Span(text=" asked:\nwho <makes> it?")),
        note=(Span(text="Bo", user="U2"), Span(text=" says this is right.")),
        buttons=("verdict",),
    )
    assert _read(payload) == (
        "(Ada asked: who <makes> it?)\n"
        "Head.\n"
        "[Bo](https://acme.slack.com/team/U2) says this is right.\n"
        "(Why: so.)\n"
        "[Right] [Wrong person]"
    )
    assert payload.text == (
        "Ada asked:\nwho &lt;makes&gt; it?\nHead.\nWhy: so.\nBo says this is right."
    )


@pytest.mark.parametrize(
    ("buttons", "actions"),
    [((), []), (("share",), ["share"]), (("verdict", "share"), ["share", "right", "wrong"])],
)
def test_buttons(buttons: tuple[Button, ...], actions: list[str]) -> None:
    """A button sends the question's id back; none of them stands out."""
    shown = _of(_rendered(_reply(), buttons=buttons), "actions")
    assert [b["action_id"] for block in shown for b in block["elements"]] == actions
    for block in shown:
        assert block["block_id"] == "reply:q1"
        assert {b["value"] for b in block["elements"]} == {"q1"}
        assert not any("style" in b for b in block["elements"])


@pytest.mark.parametrize("question", [None, "x" * 250, "a\nb", ""])
def test_no_buttons(question: str | None) -> None:
    """Without an id that Slack can bring back there are no buttons."""
    asked_back = _asked("who builds data pipelines and who deploys models?")
    for reply in (_reply(), asked_back):
        assert _of(_rendered(reply, question=question, buttons=BOTH), "actions") == []


def test_choices() -> None:
    """Each thing that may be meant is a button with its ref, and no other button is there."""
    reply = _asked("who builds data pipelines and who deploys models?")
    (block,) = _of(_rendered(reply, buttons=BOTH), "actions")
    assert [(b["action_id"], b["value"]) for b in block["elements"]] == [
        (f"pick_{place}", match.ref) for place, match in enumerate(reply.matches, 1)
    ]
    odd = tuple(Match(ref=ref, kind="x", name=n, score=1) for ref, n in [("", "a"), ("x", "\0")])
    assert _of(_rendered(reply.model_copy(update={"matches": odd})), "actions") == []


def _verbs(count: int, **more: Any) -> tuple[Action, ...]:
    """Buttons that carry a little each."""
    given = {"role": (MAKER,), "team": ("team:one",)}
    names = [f"Do {number}" for number in range(count)]
    return tuple(Action(label=name, verb="do", **({"given": given} | more)) for name in names)


def _labels(payload: Payload) -> list[list[str]]:
    """What stands on the buttons, a row at a time."""
    rows = _of(payload, "actions")
    return [[button["text"]["text"] for button in row["elements"]] for row in rows]


def test_actions() -> None:
    """What can be done stands under the answer and its small print; also without a question."""
    reply = _reply(actions=_verbs(2), why="so")
    for question in ("q1", None):
        payload = _rendered(reply, question=question, buttons=BOTH)
        read = _read(payload).splitlines()
        assert read[:3] == ["Head.", "(Why: so.)", "[Do 0] [Do 1]"]
        assert read[3:] == (["[Share] [Right] [Wrong person]"] if question else [])


def test_actions_of_sections() -> None:
    """What can be done about a line stands right under it, and doesn't replace the message."""
    sections = (
        Section(heading="One", lines=bullets(["a", "b"]), actions=_verbs(1)),
        Section(heading=None, lines=lines("c"), actions=_verbs(2)),
        Section(heading="Two", lines=(), actions=_verbs(1)),
        Section(heading=None, lines=()),
    )
    payload = _rendered(_reply(sections=sections, actions=_verbs(1)))
    assert _read(payload) == (
        "Head.\n*One*\n- a\n- b\n[Do 0]\nc\n[Do 0] [Do 1]\n*Two*\n[Do 0]\n[Do 0]"
    )
    names = [row["elements"][0]["action_id"] for row in _of(payload, "actions")]
    assert names == ["line_1", "line_1", "line_1", "do_1"]
    assert broken(payload.as_body(), "message") == []


def test_too_many_actions() -> None:
    """However many buttons there are, the words stay and whole rows of buttons go."""
    for actions in (_verbs(100), _verbs(100, given={"because": ("x" * 1_900,)})):
        payload = _rendered(_reply(actions=actions, sections=_long(1, 20, "Line").sections))
        assert broken(payload.as_body(), "message") == []
        assert weight(payload.as_body()) <= PAYLOAD
        shown = _labels(payload)
        assert [len(row) for row in shown] in ([5] * 2, [5] * 3, [5] * 4, [])
        assert len(_bullets(payload)[0]) == 20


def test_crowded_sections() -> None:
    """Sections that have buttons each lose the last of them, lines and all, and it is counted."""
    sections = [Section(heading=None, lines=bullets(["It"]), actions=_verbs(6))] * 200
    payload = _rendered(_reply(sections=sections, actions=_verbs(100)))
    assert broken(payload.as_body(), "message") == []
    assert weight(payload.as_body()) <= PAYLOAD
    read = _read(payload).splitlines()
    shown = read.count("It")
    assert shown
    assert f"… and {200 - shown} more lines" in read


def _cells(payload: Payload) -> list[list[str]]:
    [table] = _of(payload, "table")
    return [[cell["text"] for cell in row] for row in table["rows"]]


def test_table() -> None:
    """A table stands under the headline, each cell as it is, on one line and never empty."""
    table = Table(header=("Role", "Ana"), rows=(("Maker\n<@U1>", "R"), ("Keeper", "")))
    payload = _rendered(_reply(table=table, sections=(Section(heading=None, lines=lines("x")),)))
    assert [block["type"] for block in payload.blocks] == ["rich_text", "table", "rich_text"]
    assert _cells(payload) == [["Role", "Ana"], ["Maker <@U1>", "R"], ["Keeper", " "]]
    assert broken(payload.as_body(), "respond") == mentions(payload.as_body()) == []


@pytest.mark.parametrize("rows", [TABLE_ROWS - 2, TABLE_ROWS, 1_000])
@pytest.mark.parametrize("columns", [1, 20, 30])
@pytest.mark.parametrize("cell", ["R", "Responsible " * 4, "工" * 400, '"\\' * 200])
def test_large_tables(rows: int, columns: int, cell: str) -> None:
    """A table of any size fits: of the columns the first stay, and rows left out are counted."""
    table = Table(header=("H",) * columns, rows=((cell,) * columns,) * rows)
    sections = _long(5, 20, "Line").sections
    payload = _rendered(_reply(table=table, sections=sections, actions=_verbs(30)), buttons=BOTH)
    assert broken(payload.as_body(), "message") == []
    assert weight(payload.as_body()) <= PAYLOAD
    for block in _of(payload, "table"):
        *shown, last = block["rows"]
        left_out = rows + 1 - len(shown)
        assert last[0]["text"] == (
            f"… and {left_out:,} more" if left_out > 1 else shown[-1][0]["text"]
        )


def test_everything_at_once() -> None:
    """A mention, a first line, a table, lines with buttons, small print: all of it has room."""
    reply = _reply(
        headline="Head. " * 100,
        next=NextPerson(user="U1", name="A", because="leads One"),
        channel="#churn",
        why="so",
        trust=[f"T{number}." for number in range(14)],
        table=Table(header=("A", "B"), rows=(("a" * 300, "b" * 300),) * 200),
        sections=[Section(heading="S", lines=bullets(["x"] * 9), actions=_verbs(9))] * 60,
        actions=_verbs(60),
    )
    words = (Span(text="word " * 500),)
    users = tuple(f"U{number}" for number in range(5))
    payload = _rendered(reply, buttons=BOTH, lead=words, note=words, notifies=users)
    assert len(payload.blocks) <= BLOCKS
    assert broken(payload.as_body(), "message") == []
    assert weight(payload.as_body()) <= PAYLOAD


def test_notifies() -> None:
    """Whom the message is to notify is mentioned first, and nobody else, whatever it says."""
    words = "<@U3> <!channel> @here"
    payload = _rendered(_reply(headline=words), notifies=("U1", "W2", "<@U4>", "", "channel"))
    found = mentions(payload.as_body())
    assert [whom(one) for one in found] == ["U1", "W2"]
    assert payload.blocks[0]["elements"][0]["elements"][0] == {"type": "user", "user_id": "U1"}
    assert broken(payload.as_body(), "message") == []
    assert mentions(_rendered(_reply(headline=words)).as_body()) == []


def test_notify_button() -> None:
    """*Notify* first says whom it would notify, and isn't there where that is nobody."""
    people = [
        Named(team="One", role=MAKER, user=f"U{n}", name=name, standing="primary", state="accepted")
        for n, name in enumerate(["Ada <!here>", "Bo"])
    ]
    roles = [RolePart(ref=MAKER, name="Maker", part="responsible")]
    reply = _reply(people=people, roles=roles)
    payload = _rendered(reply, buttons=("verdict", "notify"))
    [block] = _of(payload, "actions")
    *_, button = block["elements"]
    asked = "Ada <!here> and Bo will be notified of this question, once."
    assert (button["action_id"], button["value"]) == ("notify", "q1")
    assert button["confirm"]["text"] == {"type": "plain_text", "text": asked, "emoji": False}
    long = [one.model_copy(update={"name": "N" * 200}) for one in people]
    crowded = _rendered(_reply(people=long, roles=roles), buttons=("notify",))
    for one in (payload, crowded):
        assert broken(one.as_body(), "message") == mentions(one.as_body()) == []
    assert _labels(_rendered(_reply(people=people), buttons=("notify",))) == []
    assert _labels(_rendered(reply, buttons=("notify",), question=None)) == []


def _which_team(count: int, name: str = "Team") -> Reply:
    teams = [TeamName(key=f"team-{n}", name=f"{name} {n}") for n in range(count)]
    return _reply(outcome="choose", headline="Which one?", teams=teams, why="so")


def test_teams() -> None:
    """A team is chosen from a menu, which sends its key back."""
    payload = _rendered(_which_team(6), buttons=BOTH)
    assert _read(payload) == (
        "Which one?\n(Why: so.)\npick_team Team 0 Team 1 Team 2 Team 3 Team 4 Team 5"
    )
    (menu,) = _of(payload, "actions")[0]["elements"]
    assert menu["placeholder"]["text"] == "Choose a team"
    assert [option["value"] for option in menu["options"]] == [f"team-{n}" for n in range(6)]


@pytest.mark.parametrize(
    ("count", "name", "least", "most"),
    [(100, "Team", 100, 100), (101, "Team", 100, 100), (100, "工" * 80, 30, 60)],
)
def test_many_teams(count: int, name: str, least: int, most: int) -> None:
    """Where the menu can't hold every team, the small print tells what to do instead."""
    payload = _rendered(_which_team(count, name))
    (menu,) = _of(payload, "actions")[0]["elements"]
    assert least <= len(menu["options"]) <= most
    told = "(Why: so. | If your team isn't listed, name it in the question.)"
    assert (told in _read(payload)) == (len(menu["options"]) < count)
    assert broken(payload.as_body(), "message") == []
    assert weight(payload.as_body()) <= PAYLOAD


def test_teams_without_menu() -> None:
    """Where no team can be chosen, the person is told to name it."""
    told = "Which one?\n(Why: so. | Name your team in the question.)"
    assert _read(_rendered(_which_team(6), question=None)) == told
    nameless = _which_team(1).model_copy(update={"teams": (TeamName(key="a b\n", name=""),)})
    assert _read(_rendered(nameless)) == told


def test_how_to_ask() -> None:
    """How to ask is shown by examples, there alone; a refusal has them in its headline."""
    asked = how_to_ask(catalog())
    assert _read(_rendered(asked)) == (
        f"{asked.headline}\n*For example:*\n- who owns “Define requirements”?\n"
        "- who owns “Build data pipelines”?\n- who owns “Explore data”?"
    )
    refused = asked.model_copy(update={"outcome": "unknown"})
    assert _read(_rendered(refused)) == asked.headline
    assert _read(_rendered(asked.model_copy(update={"examples": ()}))) == asked.headline


def _long(sections: int, count: int, words: str, teams: int = 0) -> Reply:
    return _reply(
        sections=[
            Section(heading=f"Part {n}", lines=bullets([f"{words} {i}" for i in range(count)]))
            for n in range(sections)
        ],
        people=[
            Named(team=str(n), role="r", user=None, name="A", standing="primary", state="accepted")
            for n in range(teams)
        ],
    )


def _bullets(payload: Payload) -> list[list[str]]:
    return [
        ["".join(e["text"] for e in item["elements"]) for item in part["elements"]]
        for block in _of(payload, "rich_text")
        for part in block["elements"]
        if part["type"] == "rich_text_list"
    ]


@pytest.mark.parametrize(("teams", "how"), [(0, ""), (2, "; ask about one team to see them")])
def test_long_answer(teams: int, how: str) -> None:
    """An answer that is too long loses whole lines of its longest section, and says how many."""
    reply = _long(1, 200, "Keeps what is made", teams)
    short = Section(heading="Short", lines=bullets(["one", "two"]))
    reply = reply.model_copy(update={"sections": (*reply.sections, short)})
    payload = _rendered(reply, buttons=BOTH)
    cut, whole = _bullets(payload)
    assert whole == ["one", "two"]
    left = len(cut) - 1
    assert cut == [
        *(f"Keeps what is made {n}" for n in range(left)),
        f"… and {200 - left} more lines{how}",
    ]
    assert left > 75
    assert broken(payload.as_body(), "message") == []


def test_one_line_too_many() -> None:
    """A single line that is left out is counted as one."""
    payload = _rendered(_long(8, 1, "x" * 2_900, teams=2))
    assert "… and 1 more line; ask about one team to see it" in _read(payload)
    assert broken(payload.as_body(), "message") == []


@pytest.mark.parametrize(("sections", "count"), [(41, 1), (500, 1), (60, 60)])
def test_many_sections(sections: int, count: int) -> None:
    """However many sections there are, each line of them is shown or counted."""
    payload = _rendered(_long(sections, count, "It"))
    counted, shown = 0, 0
    for row in _read(payload).splitlines():
        shown += row.startswith("- It")
        if row.removeprefix("- ").startswith("… and "):
            counted += int(row.removeprefix("- ").split()[2].replace(",", ""))
    assert shown
    assert counted
    assert shown + counted == sections * count
    assert broken(payload.as_body(), "message") == []


def test_small_print() -> None:
    """Every line of the small print is there, however many there are; the last stand alone."""
    (block,) = _of(_rendered(_reply(trust=[f"T{n}." for n in range(14)], why="so")), "context")
    texts = [element["text"] for element in block["elements"]]
    assert texts == ["T0. T1. T2. T3. T4. T5.", *(f"T{n}." for n in range(6, 14)), "Why: so."]
    assert {element["type"] for element in block["elements"]} == {"plain_text"}


def test_nothing_to_say() -> None:
    """Slack refuses a message without text, so there is always one."""
    payload = _rendered(_reply(headline=" \0"))
    assert (payload.text, payload.blocks) == ("(no words)", [])


def test_half_a_character() -> None:
    """What can't be sent as UTF-8 is shown as what it is: broken."""
    broken_span = Span.model_construct(text="half \ud83d", user="U\ud83d")
    payload = _rendered(_reply(), note=(broken_span,))
    assert _read(payload) == "Head.\nhalf \ufffd"
    json.dumps(payload.as_body(), ensure_ascii=False).encode()


def test_deterministic() -> None:
    """The same message always has the same shape."""
    reply = _asked("who deploys models?")
    assert _rendered(reply, buttons=BOTH) == _rendered(reply, buttons=BOTH)


NASTY = (
    "<!channel>",
    "<!here|x> <@U1> <@W1|ada> <#C1> <!subteam^S1> <!everyone> <!date^1^x|y>",
    "&lt;!channel&gt; @channel @here #general",
    "```<@U1>``` `x` *b* _i_ ~s~",
    "\u202e<@U1>\u202c \u2066x\u2069",
    "\0\x01\x1b[0m\x7f\ufeff",
    "https://evil.example|<https://evil.example|acme.slack.com>",
    ":tada: :partyparrot:",
    "\n\n\n",
    " ",
    "x" * 40_000,
    "<&>" * 1_500,
    "👩‍💻" * 1_000,
    '"\\' * 2_000,
    "工程师\n" * 1_000,
)
TEXTS = st.sampled_from(NASTY) | st.text(max_size=20)
USERS = st.none() | st.sampled_from(["U1", "W0ABC", "<@U1>", "U" * 5_000])
SPANS = st.builds(Span, text=TEXTS, user=USERS)
LINES = st.lists(SPANS, max_size=4).map(tuple)
ACTIONS = st.lists(
    st.builds(
        Action,
        label=TEXTS,
        verb=TEXTS,
        given=st.dictionaries(st.just("role"), st.lists(TEXTS, max_size=2).map(tuple)),
        style=st.sampled_from([None, "primary", "danger"]),
        confirm=st.none() | TEXTS,
        form=st.booleans(),
    ),
    max_size=3,
).flatmap(lambda some: st.sampled_from([tuple(some), tuple(some) * 9]))
TABLES = st.builds(
    lambda cells, count: Table(header=cells, rows=(cells,) * count),
    st.lists(TEXTS, min_size=1, max_size=25).map(tuple),
    st.sampled_from([0, 3, 150]),
)
REPLIES = st.builds(
    Reply,
    outcome=st.sampled_from(
        ["answered", "choose", "unfilled", "nobody", "left", "unknown", "notice"]
    ),
    headline=TEXTS,
    matches=st.lists(
        st.builds(Match, ref=TEXTS, kind=TEXTS, name=TEXTS, score=st.just(0.9)), max_size=4
    ),
    roles=st.lists(
        st.builds(RolePart, ref=TEXTS, name=TEXTS, part=st.just("responsible")), max_size=3
    ),
    next=st.none() | st.builds(NextPerson, user=USERS, name=TEXTS, because=TEXTS),
    channel=st.none() | TEXTS,
    why=TEXTS,
    sections=st.lists(
        st.builds(
            Section,
            heading=st.none() | TEXTS,
            lines=st.tuples(st.lists(LINES, max_size=4), st.sampled_from([1, 1, 1, 50])).map(
                lambda some: some[0] * some[1]
            ),
            actions=ACTIONS,
        ),
        max_size=5,
    ),
    trust=st.lists(TEXTS, max_size=14),
    teams=st.lists(st.builds(TeamName, key=TEXTS, name=TEXTS), max_size=5),
    examples=st.lists(TEXTS, max_size=3),
    table=st.none() | TABLES,
    actions=ACTIONS,
)
MESSAGES = st.builds(
    Message,
    reply=REPLIES,
    question=st.none() | st.just("q1") | TEXTS,
    buttons=st.sampled_from([(), ("share",), ("share", "verdict")]),
    lead=LINES,
    note=LINES,
)


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(MESSAGES, st.sampled_from(["https://acme.slack.com/", "<!channel>", None]))
def test_any_words(message: Message, url: str | None) -> None:
    """No words whatever notify anybody or are more than Slack takes."""
    body = render(message, Directory(url=url, channels={"x": "<!channel>"})).as_body()
    assert broken(body, "message") == []
    assert mentions(body) == []
    assert "mrkdwn" not in json.dumps([block["type"] for block in body["blocks"]])
    assert weight(body) <= PAYLOAD
    assert body["text"].strip()


@pytest.mark.parametrize("words", NASTY, ids=lambda words: repr(words[:12]))
@pytest.mark.parametrize("times", [1, 7])
@pytest.mark.parametrize("outcome", ["answered", "choose"])
def test_same_words_everywhere(words: str, times: int, outcome: Outcome) -> None:
    """Even where every part is as long as can be, all of them together fit."""
    line = (Span(text=words, user="U1"),) * times
    match = Match(ref="r" * 255, kind=words, name=words, score=1)
    reply = Reply(
        outcome=outcome,
        headline=words,
        matches=(match, match, match),
        next=NextPerson(user="U1", name=words, because=words),
        channel=words,
        why=words,
        sections=(Section(heading=words, lines=(line,) * times),) * times,
        trust=(words,) * times * 2,
    )
    message = Message(reply=reply, question="q" * 249, buttons=BOTH, lead=line, note=line)
    body = render(message, Directory(url=f"https://{'x' * 200}:65535/")).as_body()
    assert broken(body, "message") == []
    assert mentions(body) == []
    assert weight(body) <= PAYLOAD
    assert _rich_characters(body["blocks"]) <= RICH_TEXT


def _rich_characters(part: Any) -> int:
    if isinstance(part, list):
        return sum(_rich_characters(one) for one in part)
    if not isinstance(part, dict) or part.get("type") in ("context", "actions"):
        return 0
    return len(str(part.get("text", ""))) + _rich_characters(part.get("elements", []))
