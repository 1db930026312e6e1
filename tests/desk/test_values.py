"""What the words of a command stand for: what exists, a day, a number, somebody's own words."""

from datetime import date

import pytest

from bot.desk.tokens import tokens
from bot.desk.values import MOST_PARTS, Values, day, unfit
from bot.domain.member import Channel
from bot.domain.organisation import Organisation
from bot.domain.ownership.codes import code
from bot.domain.ownership.verb import Argument, Kind
from tests.commands.counter import ANA, CHANNELS, CY, EVA, MEMBERS, MLOPS
from tests.domain.ownership.scenes import scene_of
from tests.example import catalog

LAST = date(2026, 12, 31)
TEAMS = ("Churn", "Search and Rescue", "Ads, Offers", "Work in progress", "In", "R&D", "a.*", "and")
HERE = Organisation.model_validate(
    {
        "organisation": "Harbour Goods",
        "people": [
            {"key": "ana", "name": "Ana Ivanova", "slack": ANA},
            {"key": "cy", "name": "Cy, the second", "slack": CY, "email": "cy@x.example"},
            {"key": "pat", "name": "Pat Paper"},
        ],
        "teams": [
            {"key": f"t{number}", "name": name, "channel": "#churn" if name == "Churn" else None}
            for number, name in enumerate(TEAMS)
        ],
    }
)


def _channel(which: str) -> Channel:
    found = next((one for one in CHANNELS if which in (one.id, one.name) and not one.gone), None)
    if found is None:
        raise KeyError(which)
    return found


def _of(kind: Kind, text: str, *, many: bool = False, nothing: str | None = None) -> list[object]:
    scene = scene_of(HERE, ANA, members=MEMBERS, catalog=catalog())
    values = Values(text, scene, _channel)
    argument = Argument("it", kind, "It", many=many, nothing=nothing)
    return values.of(argument, tokens(text))


def _codes(kind: Kind, text: str) -> list[str]:
    return [code(one) for one in _of(kind, text)]


def _several(text: str, kind: Kind = "team") -> list[list[str]]:
    """The ways to understand a list, by the names in it."""
    found = _of(kind, text, many=True)
    return [[getattr(one, "name", "") for one in way] for way in found if isinstance(way, tuple)]


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-31",
        "31 December 2026",
        "31 december 2026",
        "31 Dec 2026",
        "December 31, 2026",
        "December 31 2026",
        "Dec 31, 2026",
        "31.12.2026",
        "  31   Dec,  2026 ",
    ],
)
def test_days(text: str) -> None:
    """A day is read in each of the forms in which people write one."""
    assert day(text) == LAST
    assert _of("day", f"“{text}”") == _of("day", text) == [LAST]


@pytest.mark.parametrize("text", ["friday", "“next  Friday”", "in 2 weeks", "tomorrow"])
def test_days_from_today(text: str) -> None:
    """In a command a day may be named from today, which is a Tuesday here."""
    found = {
        "friday": date(2026, 12, 4),
        "“next  Friday”": date(2026, 12, 11),
        "in 2 weeks": date(2026, 12, 15),
        "tomorrow": date(2026, 12, 2),
    }
    assert _of("day", text) == [found[text]]


@pytest.mark.parametrize(
    "text",
    ["", "tomorrow", "2026-02-30", "12/31/2026", "31.12.26", "2026", "31 Dec", "2026-12-31x"],
)
def test_no_days(text: str) -> None:
    """What is no day, or could be two, is none."""
    with pytest.raises(ValueError, match=r".*"):
        day(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [("57", [57]), ("#57", [57]), ("“57”", [57]), ("x", []), ("5.7", []), ("5 7", [])],
)
def test_numbers(text: str, found: list[object]) -> None:
    """A number may have the sign with which changes are written."""
    assert _of("number", text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Churn", ["team:t0"]),
        ("cHURN", ["team:t0"]),
        ("the churn team", ["team:t0"]),
        ("t0", ["team:t0"]),
        ("#churn", ["team:t0"]),
        ("<#C2|churn>", ["team:t0"]),
        ("<#C2|>", ["team:t0"]),
        ("<#C3|search>", []),
        ("Search  and   Rescue", ["team:t1"]),
        ("“Search and Rescue”", ["team:t1"]),
        ("Ads, Offers", ["team:t2"]),
        ("work in progress", ["team:t3"]),
        ("In", ["team:t4"]),
        ("R&amp;D", ["team:t5"]),
        ("“R&amp;D”", ["team:t5"]),
        ("a.*", ["team:t6"]),
        (".*", []),
        ("Chur", []),
        ("“”", []),
    ],
)
def test_names(text: str, found: list[str]) -> None:
    """A name is what it is whole, in any case, whatever words and signs are in it."""
    assert _codes("team", text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"<@{ANA}>", [ANA]),
        (f"<@{ANA}|x>", [ANA]),
        ("me", [ANA]),
        ("@me", [ANA]),
        ("“me”", []),
        ("@Ana Ivanova", [ANA]),
        ("Cy, the second", [CY]),
        ("cy@x.example", [CY]),
        ("Pat Paper", ["person:pat"]),
        (f"<@{EVA}>", [EVA]),
    ],
)
def test_people(text: str, found: list[str]) -> None:
    """A person is a mention, a name, an address, or oneself; also who isn't here yet."""
    assert _codes("person", text) == found


def test_unknown_mention() -> None:
    """A mention of somebody whom nobody knows is nobody, and that is what is said of it."""
    assert _of("person", "<@U404>") == []
    values = Values("<@U404>", scene_of(HERE, ANA, members=MEMBERS, catalog=catalog()), _channel)
    said = values.unfit(Argument("it", "person", "It"), tokens("<@U404>"))
    assert "don't know that person" in str(said)


def test_kinds_of_things() -> None:
    """A thing is of each kind that has such a name; who has no account can be named as such."""
    assert _codes("thing", "MLOps Engineer") == [MLOPS]
    assert _codes("thing", "Churn") == ["team:t0"]
    assert _codes("entry", "Churn") == []
    assert _codes("handoff", "the model handoff") == ["handoff:model"]
    assert _codes("named", "The Model Handoff") == ["handoff:model"]
    assert _codes("named", "Hybrid") == ["structure:hybrid"]
    assert _codes("named", "MLOps Engineer") == [MLOPS]
    assert _codes("imported", "Pat Paper") == ["person:pat"]
    assert _codes("imported", "Ana Ivanova") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<#C4|pricing>", ["C4"]),
        ("#pricing", ["C4"]),
        ("pricing", []),
        ("<#C5|attic>", []),
        ("#nowhere", []),
        ("<#C404>", []),
        ("# pricing", []),
    ],
)
def test_channels(text: str, found: list[str]) -> None:
    """A channel has its sign, is known, and is still there."""
    assert _codes("channel", text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Churn, In", [["Churn", "In"]]),
        ("Churn and In", [["Churn", "In"]]),
        ("Churn, In and R&amp;D", [["Churn", "In", "R&D"]]),
        ("Search and Rescue", [["Search and Rescue"]]),
        ("Ads, Offers, Churn", [["Ads, Offers", "Churn"]]),
        ("“Ads, Offers” and Churn", [["Ads, Offers", "Churn"]]),
        ("“and” and Churn", [["and", "Churn"]]),
        ("and", [["and"]]),
        ("Churn, Churn", []),
        ("Churn,", []),
        (", Churn", []),
        ("Churn, Nobody", []),
    ],
)
def test_lists(text: str, found: list[list[str]]) -> None:
    """Names stand in lists also where a comma or an “and” is part of one of them."""
    assert _several(text) == found


def test_people_in_lists() -> None:
    """Mentions are listed with and without commas between them and words."""
    assert _several(f"<@{ANA}>, <@{CY}>", "person") == [["Ana Ivanova", "Cy, the second"]]
    assert _several(f"<@{ANA}> and Pat Paper", "person") == [["Ana Ivanova", "Pat Paper"]]
    assert _several(f"<@{ANA}>, me", "person") == []


def test_long_lists() -> None:
    """A list of many names is split at every comma: there is one way to read it, not thousands."""
    assert _of("team", ", ".join(["Churn"] * 500), many=True) == []
    plain = ["Churn", "Work in progress", "In", "R&D", "a.*"]
    whole = ", ".join([*plain, "t1", "t2", "“and”"])
    assert whole.count(",") > MOST_PARTS
    assert _several(whole) == [[*plain, "Search and Rescue", "Ads, Offers", "and"]]


def test_nothing() -> None:
    """The word for none of them is that, where there is one, and never when it is quoted."""
    assert _of("team", "nobody", many=True, nothing="nobody") == [()]
    assert _of("structure", "Platform", nothing="platform") == [()]
    assert _of("team", "“nobody”", many=True, nothing="nobody") == []
    assert _of("team", "nobody", many=True) == []


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("it's  late, and so on", "it's  late, and so on"),
        ("“it's late”", "it's late"),
        ("“quoted” and not", "“quoted” and not"),
        ("a &lt; b &amp; c", "a < b & c"),
        (" <!channel> ", "<!channel>"),
        ("<#C4|pricing>", "#pricing"),
        ("as <#C4> &amp; <#C1|general> said", "as #pricing & #general said"),
        ("<#C4|called so before>", "#pricing"),
        ("<#C5|attic> and <#C404|secret>", "#attic and #secret"),
        ("<#C404> and <#C404|>", "#C404 and #C404"),
        ("“in <#C4|pricing>” and “<#C404|secret>”", "“in #pricing” and “#secret”"),
    ],
)
def test_own_words(text: str, own: str) -> None:
    """Own words stay as they were written; quotes around all of them don't belong to them."""
    assert _of("text", text) == _of("name", text) == [own]


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("day", "“x” is no date that I can read; write it as 2026-12-31."),
        ("number", "“x” is no number; write it as 57."),
        ("channel", "“x” is no channel that I know; write it as #channel."),
        ("imported", "There is nobody “x” here who has no Slack account yet."),
        ("team", "There is no team “x” here."),
        ("activity", "There is no activity “x” here."),
        ("entry", "There is no role or activity “x” here."),
        ("handoff", "There is no handoff “x” here."),
        ("named", "There is no activity, role, handoff or structure “x” here."),
        ("thing", "There is no team, role, person or activity “x” here."),
    ],
)
def test_unfit(kind: Kind, told: str) -> None:
    """What fits nothing is said with how it is written, at its field."""
    objection = unfit(Argument("it", kind, "It"), "x")
    assert (str(objection), objection.field) == (told, "it")
