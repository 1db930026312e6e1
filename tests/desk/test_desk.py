"""The desk: every verb in one transaction, allowed, checked, recorded once, with from where."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bot import config
from bot.desk.by import By
from bot.desk.desk import Desk, Heard
from bot.desk.forms import MENU
from bot.desk.tokens import MOST_CHARACTERS
from bot.domain.act import How
from bot.domain.answer import notice
from bot.domain.fact import Change, Subject
from bot.domain.ownership.deed import Deed
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Given, Verb
from bot.store.ledger import Ledger
from tests.commands.counter import (
    ANA,
    BO,
    CY,
    DEE,
    EVA,
    GUS,
    INES,
    MLOPS,
    NOW,
    SCIENTIST,
    WORKSPACE,
    Counter,
)

CHURN, SEARCH = ("team:churn",), ("team:search",)
ASK_EVA = {"person": (EVA,), "role": (MLOPS,), "team": CHURN}
WAIVE = {"role": (SCIENTIST,), "team": CHURN, "because": ("we buy it",)}


@pytest.fixture
def counter(ledger: Ledger, desk: Desk, root: Path) -> Counter:
    """A workspace in which people hand things in, on each of the databases."""
    counter = Counter(ledger, desk)
    counter.take_in(config.load_catalog(root))
    return counter


OF_CHURN = "Only Ana Ivanova, who leads Churn, or "
OF_ANY = "Only whoever leads the team, and stewards can do that."


@pytest.mark.parametrize(
    ("words", "place", "said"),
    [
        ("waive mlops enginer in churn because x", None, OF_CHURN),
        ("waive mlops engineer in churn", None, OF_CHURN),
        ("waive mlops engineer churn because x", None, OF_CHURN),
        ("waive mlops engineer in chrun because x", "search", OF_ANY),
        ("waive mlops engineer because x", None, OF_ANY),
        ("waive", None, OF_ANY),
        ("waive", "churn", OF_CHURN),
        ("team set xyzzy in #search", None, OF_ANY),
        (f"team set churn led by <@{BO}>, nobody knows", None, OF_CHURN),
    ],
)
def test_the_right_comes_before_advice(
    counter: Counter, words: str, place: str | None, said: str
) -> None:
    """Who leads no team is told who may, and not how to say it; that they wanted to is noted."""
    heard = counter.says(EVA, words, place=place)

    assert heard.reply.headline.startswith(said)
    assert (heard.done, heard.form, heard.wrong, heard.reply.actions) == (False, None, {}, ())
    assert [(one.actor, one.how.verb, one.words) for one in counter.refusals] == [
        (EVA, " ".join(words.split()[: 2 if words.startswith("team") else 1]), words)
    ]
    for who in (ANA, INES):
        assert not counter.says(who, words).reply.headline.startswith("Only ")
    assert len(counter.refusals) == 1


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (WAIVE | {"role": ("role:gone",)}, OF_CHURN),
        (WAIVE | {"team": ("team:gone",)}, OF_ANY),
        ({}, OF_ANY),
    ],
)
def test_the_right_comes_first_in_a_form(
    counter: Counter, codes: Mapping[str, tuple[str, ...]], said: str
) -> None:
    """The same where what was chosen is gone by now, or something is missing."""
    heard = counter.submits(EVA, "waive", codes)

    assert not heard.done
    assert heard.reply.headline.startswith(said)
    assert len(counter.refusals) == 1


def test_somebody_else_was_faster(counter: Counter) -> None:
    """A form on what somebody else changed meanwhile isn't done: it says who, and comes again."""
    opened = counter.form(ANA, "assign").version
    first = counter.says(INES, f"assign <@{DEE}> as MLOps Engineer in Churn")
    facts = counter.facts

    heard = counter.submits(ANA, "assign", ASK_EVA, opened)

    assert (heard.done, heard.act, counter.facts) == (False, 0, facts)
    said = heard.reply.headline
    assert said.startswith(f"Changed meanwhile by Ines Prado (#{first.act}: ~ Dee Novak as MLOps")
    assert heard.form is not None
    assert (heard.form.verb, heard.form.version, heard.form.notice) == (
        "assign",
        counter.version,
        said,
    )
    filled = {one.argument.name: one.codes for one in heard.form.fields if one.codes}
    assert filled == ASK_EVA

    assert counter.submits(ANA, "assign", filled, heard.form.version).done


@pytest.mark.parametrize(
    "words",
    [
        f"assign <@{DEE}> as Data Scientist in Churn",
        f"assign <@{DEE}> as MLOps Engineer in Search",
        "override Deploy models to nobody in Churn because they don't",
        "team rename Churn to Retention",
        f"steward add <@{BO}>",
    ],
)
def test_another_matter_disturbs_nothing(counter: Counter, words: str) -> None:
    """Another role of the team, the same role elsewhere, or what the team is: each is apart."""
    opened = counter.version
    assert counter.says(INES, words).done
    assert counter.submits(ANA, "assign", ASK_EVA, opened).done


@pytest.mark.parametrize(
    ("words", "verb", "codes"),
    [
        (
            f"assign <@{DEE}> as Data Scientist in Churn",
            "assign",
            ASK_EVA | {"role": (SCIENTIST,)},
        ),
        (f"assign <@{EVA}> as Data Scientist in Churn", "waive", WAIVE),
        (f"team set Churn led by <@{DEE}>, <@{ANA}>", "team set", {"team": CHURN, "leads": (BO,)}),
        (
            "team rename Churn to Retention",
            "team set",
            {"team": CHURN, "structure": ("structure:embedded",)},
        ),
    ],
)
def test_one_matter(
    counter: Counter, words: str, verb: str, codes: Mapping[str, tuple[str, ...]]
) -> None:
    """Who fills a role or that none needs to, who leads a team, what it is: each is one matter."""
    opened = counter.version
    assert counter.says(INES, words).done
    heard = counter.submits(INES, verb, codes, opened)
    assert not heard.done
    assert "You changed this meanwhile" in heard.reply.headline


def test_ones_own_change_counts_too(counter: Counter) -> None:
    """Who changed it themselves in another window looks again as well."""
    opened = counter.version
    assert counter.says(ANA, f"assign <@{DEE}> as MLOps Engineer in Churn").done
    heard = counter.submits(ANA, "assign", ASK_EVA, opened)
    assert not heard.done
    assert "You changed this meanwhile" in heard.reply.headline


def test_what_was_before_disturbs_nothing(counter: Counter) -> None:
    """A form that was opened after the last change is done."""
    assert counter.says(INES, f"assign <@{DEE}> as MLOps Engineer in Churn").done
    assert counter.submits(ANA, "assign", ASK_EVA, counter.version).done


def test_an_objection_names_who_changed_it_meanwhile(counter: Counter) -> None:
    """What can't be done any more says first who changed what the form is about, before why."""
    counter.says(INES, "waive Data Scientist in Churn because we buy it")
    opened = counter.version
    ended = counter.says(INES, "restore Data Scientist in Churn")

    codes = {"what": (SCIENTIST,), "team": CHURN}
    heard = counter.submits(ANA, "restore", codes, opened)
    before = f"Changed meanwhile by Ines Prado (#{ended.act}). "
    assert heard.wrong["what"].startswith(before + "Churn has decided nothing else")
    assert heard.reply.headline == heard.wrong["what"]

    own = counter.submits(INES, "restore", codes, opened)
    assert own.wrong["what"].startswith("Churn has decided nothing else")
    button = counter.submits(ANA, "restore", codes)
    assert button.wrong["what"].startswith("Churn has decided nothing else")
    elsewhere = counter.submits(BO, "restore", codes | {"team": SEARCH}, counter.version)
    assert elsewhere.wrong["what"].startswith("Search has decided nothing else")


def test_one_act_with_from_where(counter: Counter, ledger: Ledger) -> None:
    """Every change of a verb has the act's number, its verb, and where the actor was."""
    counter.says(INES, f"assign <@{EVA}> as MLOps Engineer in Churn")
    by = By(EVA, WORKSPACE, "click", "ref7", NOW, "C2", "churn")
    with ledger.open(WORKSPACE, NOW) as books:
        heard = counter.desk.chosen(books, by, "accept", {})

    with ledger.read(WORKSPACE) as books:
        changes = books.history(2)
    assert {one.act for one in changes} == {heard.act}
    assert [one.number for one in changes] == [heard.act + 1, heard.act]
    assert {(one.actor, one.source, one.at) for one in changes} == {(EVA, "slack", NOW)}
    assert {one.how for one in changes} == {How("accept", "click", WORKSPACE, "C2", "ref7")}
    assert heard.reply.trust[-1].startswith(f"Change #{heard.act}. ")
    assert counter.refusals == ()


BEGIN = "waive Data Scientist in Churn because "
MOST_REASON = MOST_CHARACTERS - len(BEGIN.removeprefix("waive "))


@pytest.mark.parametrize("reason", ["x" * MOST_REASON, "x " * (MOST_REASON // 2)])
def test_as_long_as_a_command_may_be(counter: Counter, reason: str) -> None:
    """A command of exactly as many characters as are read is done."""
    assert counter.says(INES, f"{BEGIN}{reason}").done
    assert [one.because for one in counter.team("churn").waived] == [reason.strip()]


@pytest.mark.parametrize(
    "words",
    [
        BEGIN + "x" * (MOST_REASON + 1),
        BEGIN + "<@U4> " * 5_000,
        "show " + "in Churn as backup until " * 1_000,
        "team add " + "“" * 2_001,
        "gaps " + "é" * 100_000,
    ],
    ids=["by one", "mentions", "words that lead", "open quotes", "a great deal"],
)
def test_too_long(counter: Counter, words: str) -> None:
    """A longer command isn't read: one sentence says how long it is, and nothing changes."""
    facts, version = counter.facts, counter.version
    heard = counter.says(INES, words)
    rest = counter.desk.verb_in(words)[1]
    told = f"That has {len(rest):,} characters, and I read 2,000 at most; say it in fewer words."
    assert heard == Heard(notice(told))
    assert (counter.facts, counter.version, counter.refusals) == (facts, version, ())


EMPTIED = {
    "gaps": ({}, "gaps", "What is missing:", "What is missing in Churn:"),
    "matrix": ({}, "matrix", "Who does what", "Who does what in Churn"),
    "preview": (
        {"structure": ("structure:centralized",)},
        "preview centralized",
        "If the product teams were arranged as Centralized",
        "If Churn, which is Hybrid now, were arranged as Centralized",
    ),
    "confirm": ({}, "confirm", "Is this still right?", "Is this still right in Churn?"),
}


@pytest.mark.parametrize("verb", EMPTIED)
def test_a_team_that_was_emptied(counter: Counter, ledger: Ledger, verb: str) -> None:
    """A form has the channel's team filled in; emptied it means every team, unlike no words."""
    codes, words, everywhere, here = EMPTIED[verb]
    [team] = [one for one in counter.form(CY, verb, place="churn").fields if one.codes]
    assert (team.argument.name, team.codes) == ("team", CHURN)

    by = By(CY, WORKSPACE, "form", "ref7", NOW, "C2", "churn")
    said = []
    for chosen in (codes, {**codes, "team": CHURN}):
        with ledger.open(WORKSPACE, NOW) as books:
            heard = counter.desk.chosen(books, by, verb, chosen, counter.version)
        assert heard.done
        said.append(heard.reply.headline)
    assert said[0].startswith(everywhere)
    assert "Churn" not in said[0]
    assert said[1].startswith(here)
    assert counter.says(CY, words, place="churn").reply.headline == said[1]


def test_an_undo_says_what_it_undid(counter: Counter) -> None:
    """The act of an undo has the number of the other, on every change."""
    done = counter.says(INES, f"assign <@{EVA}> as MLOps Engineer in Churn")
    counter.says(INES, f"undo {done.act}")
    assert (counter.acts[0].how.verb, counter.acts[0].how.undoes) == ("undo", done.act)


@pytest.mark.parametrize(
    ("who", "words", "because"),
    [
        (CY, "waive Data Scientist in Churn because no", "Only Ana Ivanova, who leads Churn,"),
        (
            BO,
            "team rename Churn to Retention",
            "Only Ana Ivanova, who leads Churn, or Ines Prado or the workspace's admins and owners",
        ),
        (ANA, f"steward add <@{DEE}>", "Only Ines Prado or the workspace's admins and owners"),
        (GUS, "waive Xyzzy", "Guests can look but change nothing"),
        (CY, "waive MLOps Engineer in Churn because no", "Only Ana Ivanova, who leads Churn,"),
        (CY, "restore Deploy models in Churn", "Only Ana Ivanova, who leads Churn,"),
        (CY, "team set Churn", "Only Ana Ivanova, who leads Churn,"),
        (CY, "team set Churn as hybrid", "Only Ana Ivanova, who leads Churn,"),
        (CY, "override Deploy models in Churn", "Only Ana Ivanova, who leads Churn,"),
        (CY, "team retire Churn to Search", "Only somebody who leads both Churn and Search, or "),
        (ANA, "team retire Churn to Search", "Only somebody who leads both Churn and Search, or "),
        (ANA, "team add Pricing as hybird", "Only Ines Prado or the workspace's admins and owners"),
        (ANA, "team add", "Only Ines Prado or the workspace's admins and owners"),
        (ANA, "person join Xyzzy", "Only Ines Prado or the workspace's admins and owners"),
    ],
)
def test_refusals(counter: Counter, who: str, words: str, because: str) -> None:
    """What somebody may not is written down with their words, who may, and nothing else."""
    facts, version = counter.facts, counter.version

    heard = counter.says(who, words, place="churn")

    assert (heard.done, heard.act, heard.tells) == (False, 0, ())
    assert (counter.facts, counter.version) == (facts, version)
    [refusal] = counter.refusals
    assert (refusal.actor, refusal.words, refusal.at) == (who, words, NOW)
    assert refusal.because == heard.reply.headline
    assert refusal.because.startswith(because)
    verb = counter.desk.verb_in(words)[0]
    assert verb is not None
    assert refusal.how == How(verb.name, "command", WORKSPACE, "C2", "ref1")


def test_refused_in_a_form(counter: Counter) -> None:
    """Of a button or a form the codes are written down."""
    counter.submits(CY, "waive", WAIVE, counter.version)
    [refusal] = counter.refusals
    assert refusal.words == f"waive role={SCIENTIST} team=team:churn because=we buy it"


@pytest.mark.parametrize(
    "words",
    [
        "restore Deploy models in Churn",
        f"assign <@{EVA}> as Xyzzy in Churn",
        "assign <@U8> as MLOps Engineer in Churn",
        "waive MLOps Engineer in Churn because no",
        "undo 9999",
        "frobnicate",
        "accept",
    ],
)
def test_objections_change_nothing(counter: Counter, words: str) -> None:
    """What can't be done leaves nothing behind, not even a refusal, and nobody is told."""
    facts, version = counter.facts, counter.version
    heard = counter.says(INES, words)
    assert (heard.done, heard.act, heard.tells) == (False, 0, ())
    assert (counter.facts, counter.version, counter.refusals) == (facts, version, ())


def test_who_is_not_known_yet(counter: Counter) -> None:
    """Of whom Slack told nothing yet may look, and changes nothing: it might be a guest."""
    facts, version = counter.facts, counter.version
    told = "I don't know your account yet; try again in a minute."
    words = f"assign <@{EVA}> as MLOps Engineer in Churn"
    for heard in (counter.says("U404", words), counter.submits("U404", "assign", ASK_EVA)):
        assert (heard.done, heard.act, heard.tells, heard.reply.headline) == (False, 0, (), told)
    assert (counter.facts, counter.version, counter.refusals) == (facts, version, ())
    assert counter.says("U404", "show Churn").done


@pytest.mark.parametrize("who", [INES, CY, GUS])
def test_looking_writes_nothing(counter: Counter, desk: Desk, who: str) -> None:
    """What everybody may look at they may, and no act, change or refusal comes of it."""
    version = counter.version
    looks = {
        name: verb
        for name, verb in desk.verbs.items()
        if not verb.writes and verb.who == "everybody" and not _needs_number(verb)
    }
    del looks["pages"]  # there are none here
    said = [example for verb in looks.values() for example in verb.examples if "@" not in example]
    assert {desk.verb_in(one)[0] for one in said} == set(looks.values())
    for words in [*said, "help", "help assign"]:
        heard = counter.says(who, words)
        assert (heard.done, heard.act, heard.tells) == (True, 0, ()), words
    assert (counter.version, counter.refusals) == (version, ())


def _needs_number(verb: Verb) -> bool:
    """Whether it looks at one thing by its number, of which there may be none."""
    return any(one.kind == "number" and not one.optional for one in verb.arguments)


def _with(desk: Desk, change: Change) -> Desk:
    """A desk with one more verb, which makes this change."""

    def run(_scene: Scene, _given: Given) -> Deed:
        return Deed(notice("Done."), (change,))

    verb = Verb("break", "Break it", "Breaks it.", "everybody", run)
    return replace(desk, verbs={**desk.verbs, "break": verb})


HELD = {"standing": "primary", "state": "accepted", "since": None, "until": None} | dict.fromkeys(
    ("confirmed", "confirmed_by", "asked", "asked_by")
)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            Change(Subject("assignment", ("gone", MLOPS, "cy")), None, HELD),
            "Something still belongs to the team 'gone'",
        ),
        (
            Change(Subject("assignment", ("churn", MLOPS, "nobody")), None, HELD),
            "That doesn't fit with what is there: ",
        ),
        (
            Change(Subject("assignment", ("churn", "role:no-such", "cy")), None, HELD),
            "The catalog doesn't have “role:no-such” any more.",
        ),
        (
            Change(Subject("steward", ("nobody",)), None, {}),
            "That doesn't fit with what is there: ",
        ),
    ],
)
def test_what_would_make_no_sense_is_not_done(
    counter: Counter, ledger: Ledger, change: Change, told: str
) -> None:
    """Whatever a verb does, an organisation that makes no sense never comes of it."""
    facts = counter.facts
    broken = Counter(ledger, _with(counter.desk, change))
    heard = broken.says(INES, "break")
    assert not heard.done
    assert heard.reply.headline.startswith(told)
    assert (counter.facts, counter.refusals) == (facts, ())


@pytest.mark.parametrize(
    ("text", "verb", "rest"),
    [
        ("undo", "undo", ""),
        ("  UNDO   57", "undo", "57"),
        ("team add Big  Team as hybrid", "team add", "Big  Team as hybrid"),
        ("Team\tAdd Pricing", "team add", "Pricing"),
        ("STEWARD remove <@U1>", "steward remove", "<@U1>"),
        ("person join", "person join", ""),
        ("team", None, "team"),
        ("teamadd X", None, "teamadd X"),
        ("add team X", None, "add team X"),
        ("?", "help", ""),
        ("Help team add", "help", "team add"),
        ("", None, ""),
    ],
)
def test_verb_in(desk: Desk, text: str, verb: str | None, rest: str) -> None:
    """A verb has one word or two, in any case; the rest stays as it was written."""
    found, after = desk.verb_in(text)
    assert (found and found.name, after) == (verb, rest)


def test_the_menu(counter: Counter, desk: Desk) -> None:
    """Without words there is a menu of all verbs, at the change that was the newest."""
    heard = counter.says(GUS, "  ", place="churn")
    assert (heard.done, heard.form is not None) == (False, True)
    assert heard.form is not None
    assert (heard.form.verb, heard.form.version, heard.form.place) == (MENU, counter.version, "C2")
    [choice] = heard.form.fields
    assert [(one.code, one.label) for one in choice.options or ()] == [
        (name, verb.title) for name, verb in desk.verbs.items()
    ]


def test_a_verb_without_its_words_is_a_form(counter: Counter) -> None:
    """It has the channel's team filled in, and is at the change that was the newest."""
    heard = counter.says(ANA, "assign", place="churn")
    assert heard.form is not None
    assert (heard.done, heard.form.verb, heard.form.version) == (False, "assign", counter.version)
    assert {one.argument.name: one.codes for one in heard.form.fields if one.codes} == {
        "team": CHURN
    }


@pytest.mark.parametrize("name", ["frobnicate", "", MENU])
def test_a_button_of_no_verb(counter: Counter, name: str) -> None:
    """A button for a verb that isn't there any more says so, and there is no form."""
    heard = counter.submits(ANA, name, {})
    assert not heard.done
    assert "can't be done any more" in heard.reply.headline
    assert counter.desk.argument(name, "team") is None
