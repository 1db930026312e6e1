"""Reading a command: what is nearly right is offered, and nothing is guessed in silence."""

import pytest

from bot.domain.fact import Subject
from bot.domain.member import Member
from tests.commands.counter import (
    ANA,
    BO,
    CY,
    DEE,
    EVA,
    INES,
    NOW,
    SCIENTIST,
    WORKSPACE,
    Counter,
    button,
)

ENGINEER = "role:data-engineer"
CHURN = ("team:churn",)
DEVOPS = "DevOps Engineer / SRE"
UNKNOWN = (
    "I don't know that person in this workspace yet; try again in a minute, or choose somebody "
    "else."
)


def offered(counter: Counter, words: str) -> list[str]:
    """The labels of what is offered instead, after a command that did nothing."""
    heard = counter.says(INES, words)
    assert not heard.done
    return [one.label for one in heard.reply.actions]


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        ("team set Search served by ML Platfrm", ["ML Platform"]),
        ("override Deploy models to DevOps in Chrn because they own it", ["Churn"]),
        ("confirm Churn for MLOp", ["MLOps Engineer"]),
        ("vacate DevOps in Churn @bo", ["Bo Chen"]),
        ("show Chrun", ["Churn"]),
    ],
)
def test_one_slip_of_the_pen(counter: Counter, words: str, labels: list[str]) -> None:
    """What is close to the one thing that nothing fits is offered, and nothing for the rest."""
    assert offered(counter, words) == labels


def test_the_rest_is_kept(counter: Counter) -> None:
    """With the right name in its place the command does what it would have done."""
    heard = counter.says(INES, f"assign <@{ANA}> as DevOops in Churn as backup")
    assert heard.wrong == {"role": f"There is no role “DevOops” here. Did you mean {DEVOPS}?"}
    assert counter.clicks(INES, button(heard, DEVOPS)).done
    assert counter.held("churn", "role:devops-engineer")["ana"].standing == "backup"


def test_an_offer_leaves_no_word_out(counter: Counter) -> None:
    """What is offered accounts for every word that was said; else only the form is."""
    assert offered(counter, "show the new churn people") == ["Fill in the form"]
    words = f"team set Churn led by <@{ANA}>, Dee Novk"
    heard = counter.says(INES, words)
    assert counter.clicks(INES, button(heard, "Ana Ivanova and Dee Novak")).done
    assert counter.team("churn").leads == ("ana", "dee")


def test_a_flag_before_what_it_is_about(counter: Counter) -> None:
    """“as backup” may stand before the role, also where the role has a slip of the pen in it."""
    assert counter.says(INES, f"assign <@{CY}> as backup data scientist in churn").done
    assert counter.held("churn", SCIENTIST)["cy"].standing == "backup"
    heard = counter.says(INES, f"assign <@{DEE}> as backup data scientst in churn")
    assert counter.clicks(INES, button(heard, "Data Scientist")).done
    assert counter.held("churn", SCIENTIST)["dee"].standing == "backup"


def test_a_slip_in_a_name_with_a_leading_word(counter: Counter) -> None:
    """Of several readings the one with the longest name goes first, and each is told whole."""
    counter.says(INES, "team add Go to Market")
    heard = counter.says(INES, "team rename Go to Markt to Growth")
    first, second = heard.reply.actions
    assert first.label == "team rename “Go to Market” to “Growth”"
    assert second.label == "team rename “Go to Market” to “Markt to Growth”"
    assert counter.clicks(INES, first).done
    assert counter.team("go-to-market").name == "Growth"


def test_things_of_one_name(counter: Counter) -> None:
    """Their buttons say what each of them is, after the right name and after a slip of the pen."""
    counter.says(INES, "team add Dee Novak")
    assert offered(counter, "show Dee Novak") == [
        "show the team “Dee Novak”",
        "show the person “Dee Novak”",
    ]
    assert offered(counter, "show Dee Novk") == ["the team Dee Novak", "the person Dee Novak"]


def test_people_of_one_name(counter: Counter) -> None:
    """Where what they are is the same too, their codes tell them apart."""
    counter.says(INES, f"assign <@{EVA}> as Data Scientist in Churn")
    with counter.ledger.open(WORKSPACE, NOW) as books:
        books.roster.save_members([Member(EVA, "Dee Novak", team=WORKSPACE, as_of=1.0)])
    assert offered(counter, "show Dee Novak") == [
        "show the person “Dee Novak” (U4)",
        "show the person “Dee Novak” (U5)",
    ]


def test_a_long_command_is_shown_whole(counter: Counter) -> None:
    """What doesn't fit on a button is shown before it is done."""
    reason = "we have always bought it from somebody who knows how to do it so much better"
    heard = counter.says(INES, f"waive Data Scientist in Chrun because {reason}")
    assert [one.confirm for one in heard.reply.actions] == [None]
    heard = counter.says(INES, f"waive Data Scientst in Chrun because {reason}")
    [whole] = heard.reply.actions
    assert whole.confirm == whole.label
    assert str(whole.label).endswith(f"in “Churn” because “{reason}”")


def test_two_slips_of_the_pen(counter: Counter) -> None:
    """Where two names are wrong the whole command is offered with both put right."""
    heard = counter.says(INES, "preview hybird in Serach")
    meant = button(heard, "preview “Hybrid” in “Search”")
    assert "There is no structure “hybird” here." in heard.reply.headline
    assert counter.clicks(INES, meant).reply.headline.startswith("If Search")


@pytest.mark.parametrize("words", ["assign <@U1> as DevOps until tomorow", "undo x", "show xyzzy"])
def test_nothing_close(counter: Counter, words: str) -> None:
    """Where nothing is called nearly so only the form is offered, with what is known."""
    assert offered(counter, words) == ["Fill in the form"]


@pytest.mark.parametrize(
    ("words", "field", "after", "known"),
    [
        ("waive DevOps in Churn because", "because", "because", {"role", "team"}),
        (f"assign <@{ANA}> as DevOps in Churn until", "until", "until", {"person", "role", "team"}),
        ("team set Churn served by", "platform", "served by", {"team"}),
        ("team rename Churn to", "name", "to", {"team"}),
        ("team add Pricing in", "channel", "in", {"name"}),
        ("assign as", "role", "as", set()),
    ],
)
def test_nothing_after_a_word(
    counter: Counter, words: str, field: str, after: str, known: set[str]
) -> None:
    """A word that leads to something, at the very end: it is said that something is missing."""
    heard = counter.says(INES, words)
    assert not heard.done
    assert heard.wrong[field].startswith(f"Something is missing after “{after}”")
    assert set(button(heard, "Fill in the form").given) == known


USAGE = "assign @person as ROLE [in TEAM] [as backup] [until DATE]"


@pytest.mark.parametrize(
    ("words", "known"),
    [
        (f"assign <@{DEE}> data scientist in search", {"person", "role", "team"}),
        (f"assign data scientist to <@{DEE}> in search", {"person", "role", "team"}),
        ("assign dee novak data scientist in search", {"person", "role", "team"}),
        (f"assign data scientist to <@{DEE}>", {"person", "role"}),
        (f"assign <@{DEE}> xyzzy in search", {"person", "team"}),
    ],
)
def test_a_word_that_leads_to_something_is_missing(
    counter: Counter, words: str, known: set[str]
) -> None:
    """It is said which one, and the form has what could be read, wherever it stood."""
    heard = counter.says(INES, words)

    assert heard.wrong == {
        "role": f"“as ROLE” is missing: write it as `/ownership {USAGE}`, or fill in the form."
    }
    [fill_in] = heard.reply.actions
    assert (fill_in.form, set(fill_in.given)) == (True, known)
    codes = {"person": (DEE,), "role": (SCIENTIST,), "team": ("team:search",)}
    assert fill_in.given == {name: codes[name] for name in fill_in.given}


@pytest.mark.parametrize(
    ("words", "told", "form"),
    [
        (
            f"assign <@{CY}> backup data engineer in churn",
            "“as ROLE” is missing",
            {"person": (CY,), "role": (ENGINEER,), "team": CHURN, "backup": ("yes",)},
        ),
        (
            f"assign <@{CY}> backup data engineer until 2026-12-31 in churn",
            "“as ROLE” is missing",
            {
                "person": (CY,),
                "role": (ENGINEER,),
                "team": CHURN,
                "backup": ("yes",),
                "until": ("2026-12-31",),
            },
        ),
        (
            f"assign <@{CY}> backup as data engineer in churn",
            "I can't read “@Cy Mail backup” there",
            {"person": (CY,), "role": (ENGINEER,), "team": CHURN, "backup": ("yes",)},
        ),
        (
            f"assign data scientist in churn to <@{EVA}>",
            "“as ROLE” is missing",
            {"person": (EVA,), "role": (SCIENTIST,), "team": CHURN},
        ),
        (
            f"assign <@{CY}> as data scientist in churn 2026-12-31",
            "I can't read “churn 2026-12-31” there",
            {"person": (CY,), "role": (SCIENTIST,), "team": CHURN, "until": ("2026-12-31",)},
        ),
        (
            f"team set churn led by <@{BO}>, nobody knows, <@{DEE}>",
            "There is no person “nobody knows” here",
            {"team": CHURN, "leads": (BO, DEE)},
        ),
        (
            f"confirm the churn people of <@{DEE}>",
            "There is no team “the churn people of” here",
            {"team": CHURN, "person": (DEE,)},
        ),
        (
            f"show the churn people of <@{DEE}>",
            "There is no team, role, person or activity “the churn people of @Dee Novak” here",
            None,
        ),
        (
            f"assign as as backup <@{CY}> churn",
            "“in TEAM” is missing",
            {"person": (CY,), "team": CHURN, "backup": ("yes",)},
        ),
    ],
)
def test_words_in_another_order(
    counter: Counter, words: str, told: str, form: dict[str, tuple[str, ...]] | None
) -> None:
    """Whatever can be read is in the form, flags too; nobody is shown a mention's code."""
    heard = counter.says(INES, words)

    assert not heard.done
    assert heard.reply.headline.startswith(told)
    fill_in = button(heard, "Fill in the form")
    assert fill_in.form
    assert form is None or fill_in.given == form


def test_several_behind_the_team(counter: Counter) -> None:
    """Two people in the place of one are told apart also where no word leads to them."""
    heard = counter.says(INES, f"vacate mlops engineer in churn <@{CY}>, <@{DEE}>")

    assert heard.reply.headline.startswith("Only one “Only this person” at a time")
    *each, fill_in = heard.reply.actions
    assert [one.given["person"] for one in each] == [(CY,), (DEE,)]
    assert fill_in.given["team"] == CHURN


@pytest.mark.parametrize("joint", [", ", " and "])
def test_two_in_the_place_of_one(counter: Counter, joint: str) -> None:
    """Each of them is a button, and the form has the first with all the rest."""
    heard = counter.says(INES, f"assign <@{CY}>{joint}<@{DEE}> as Data Scientist in Search")

    assert heard.wrong == {"person": "Only one “Person” at a time; choose which one comes first."}
    *each, fill_in = heard.reply.actions
    rest = {"role": (SCIENTIST,), "team": ("team:search",)}
    assert [one.given for one in (*each, fill_in)] == [
        rest | {"person": (user,)} for user in (CY, DEE, CY)
    ]
    for one in each:
        assert counter.clicks(INES, one).done
    assert set(counter.held("search", SCIENTIST)) == {"cy", "dee"}


def test_nothing_else_is_lost(counter: Counter) -> None:
    """The same for other things than people."""
    heard = counter.says(INES, "override Deploy models Data Scientist in Churn")
    assert heard.wrong["roles"].startswith("“to ROLES[, ROLES] | nobody” is missing")
    assert set(button(heard, "Fill in the form").given) == {"activity", "roles", "team"}

    heard = counter.says(INES, "person join Pat Paper <@U5>")
    assert heard.wrong["person"].startswith("“to @person” is missing")
    assert set(button(heard, "Fill in the form").given) == {"name", "person"}


@pytest.mark.parametrize(
    "words",
    ["waive DevOps in Churn because it is what we believe in", 'team add "Opt in"'],
)
def test_own_words_may_end_as_they_like(counter: Counter, words: str) -> None:
    """A reason, and a name in quotes, may end with a word that else leads to something."""
    assert counter.says(INES, words).done


def test_a_name_that_ends_so(counter: Counter) -> None:
    """What exists under a name that ends with such a word is found by it."""
    counter.says(INES, 'team add "Opt in" as embedded')
    assert counter.says(INES, "take DevOps in Opt in").done


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("we moved to Search in May", "we moved to Search in May"),
        ("in Search it is done", "in Search it is done"),
        ("Dee does it as backup until 2026-12-31", "Dee does it as backup until 2026-12-31"),
        ("because of Search", "because of Search"),
        (f"<@{DEE}> goes to ML Platform", "Dee Novak goes to ML Platform"),
        ("in", "in"),
    ],
)
@pytest.mark.parametrize("place", [None, "search"])
def test_all_that_follows_is_the_reason(
    counter: Counter, said: str, kept: str, place: str | None
) -> None:
    """No team, person or day in a reason is taken for the one that is meant, wherever it is said.

    A mention in it becomes the name.
    """
    others = counter.facts
    heard = counter.says(INES, f"waive Data Scientist in Churn because {said}", place=place)
    assert heard.done
    waiver = Subject("waiver", ("churn", SCIENTIST))
    assert counter.facts == others | {waiver: {"because": kept}}

    who = "override Deploy models to DevOps in Churn"
    assert counter.says(INES, f"{who} because {said}", place=place).done
    [override] = counter.team("churn").overrides
    assert (override.roles, override.because) == (("role:devops-engineer",), kept)
    assert counter.team("search").overrides == ()


def test_a_reason_names_no_team(counter: Counter) -> None:
    """Where only the reason names a team, that one isn't meant: it is the channel's, or asked."""
    words = "waive Data Scientist because it is done in Search"
    assert "Which team?" in counter.says(INES, words).wrong["team"]
    assert counter.says(INES, words, place="churn").done
    assert [one.because for one in counter.team("churn").waived] == ["it is done in Search"]
    assert counter.team("search").waived == ()


@pytest.mark.parametrize(
    ("words", "field", "told"),
    [
        ("assign <@U404> as MLOps Engineer in Churn", "person", UNKNOWN),
        ("assign <@U404> in Churn as backup as DevOps until 2026-12-31", "person", UNKNOWN),
        ("assign <@U404> as MLOps Enginer in Chrn", "person", UNKNOWN),
        ("vacate MLOps Engineer in Churn <@U404>", "person", UNKNOWN),
        ("confirm Churn <@U404>", "person", UNKNOWN),
        ("confirm <@U404>", "person", UNKNOWN),
        ("accept for <@U404>", "person", UNKNOWN),
        ("person join Pat Paper to <@U404>", "person", UNKNOWN),
        ("team set Churn led by <@U404>", "leads", UNKNOWN),
        (f"team set Churn led by <@{DEE}>, <@U404>", "leads", UNKNOWN),
        (f"team set Churn led by <@{DEE}> and <@U404> served by ML Platform", "leads", UNKNOWN),
        (
            "team add Pricing led by <@U404>",
            "leads",
            UNKNOWN,
        ),
        (
            f"team add Pricing led by <@U404>, <@{ANA}> served by ML Platform",
            "leads",
            UNKNOWN,
        ),
    ],
)
def test_a_mention_of_nobody_we_know(counter: Counter, words: str, field: str, told: str) -> None:
    """Whatever else it could be read as, one sentence says so, and nothing changes."""
    facts, version = counter.facts, counter.version
    heard = counter.says(INES, words)
    assert (heard.done, heard.tells, heard.form) == (False, (), None)
    assert heard.reply.headline == heard.wrong[field] == told
    assert list(heard.wrong) == [field]
    assert heard.reply.sections == ()
    assert (counter.facts, counter.version, counter.refusals) == (facts, version, ())


@pytest.mark.parametrize(
    ("words", "field", "told"),
    [
        (f"team set Churn led by <@{DEE}>, Xyzzy Quux", "leads", "person “Xyzzy Quux”"),
        ("team set Churn led by Xyzzy and Quux", "leads", "person “Xyzzy”"),
        ("override Deploy models to DevOps, Xyzzy in Churn", "roles", "role “Xyzzy”"),
    ],
)
def test_the_one_of_a_list_that_is_none(
    counter: Counter, words: str, field: str, told: str
) -> None:
    """Of several names the one that nothing fits is said, and not those that are right."""
    heard = counter.says(INES, words)
    assert heard.wrong[field].startswith(f"There is no {told} here.")
