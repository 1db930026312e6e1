"""`/ownership`: every verb by words and by form, from what is said to what holds after it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot import wiring
from bot.domain.organisation import Person
from tests.fake_slack.filling import Filled
from tests.talk.bot import Bot
from tests.talk.conftest import DIALECTS, Bots
from tests.talk.crew import Crew, crew_of
from tests.talk.organisation import ORGANISATION
from tests.talk.talk import (
    NOTHING,
    Hears,
    Talk,
    commands,
    dm,
    in_answer,
    owns,
    privately,
    submits,
    view_text,
    visible,
)

IDA = Person(key="ida", name="Ida Paper")
IRA = Person(key="ira", name="Ira Paper")
"""Two who came with a file, and without an account."""

CHANGE = re.compile(r"Change #(\d+)")
NUMBERED = re.compile(r"[Hh]andoff (\d+) “")
DIGEST = re.compile(r"digest (\d+)")
MLOPS = "MLOps Engineer"
REASON = "because we buy it"


@pytest.fixture(scope="module", params=DIALECTS)
def bot(request: pytest.FixtureRequest, bots: Bots) -> Iterator[Bot]:
    """A running bot of these dialogues alone, for they change who owns what."""
    with bots.running(str(request.param), linked=True) as bot:
        people = (*ORGANISATION.people, IDA, IRA)
        bot.take_in(ORGANISATION.model_copy(update={"people": people}))
        yield bot


@pytest.fixture
def crew(talk: Talk) -> Crew:
    """A team of the dialogue's own."""
    return crew_of(talk)


@dataclass(frozen=True)
class Case:
    """One verb: who says what, as words and in the form, and what comes of it.

    `answer` is what they read, `then` what somebody else is told after that, `told` who gets a
    direct message with what in it, `before` what has to be said first.
    """

    verb: str
    by: str
    words: str
    filled: Mapping[str, Filled]
    answer: str
    then: tuple[str, str, str]
    told: Mapping[str, str] = field(default_factory=dict)
    before: tuple[tuple[str, str], ...] = ()
    by_menu: bool = False
    delivered: bool = False


ASKED = ("lead", f"assign <@{{member}}> as {MLOPS}")
ACCEPTED = ("member", f"accept {MLOPS} in {{team}}")
WAIVED = ("lead", f"waive Data Scientist {REASON}")
DECIDED = ("lead", f"override Deploy models to Data Scientist {REASON}")
UNTIL = ("lead", f"assign <@{{member}}> as {MLOPS} until friday")
STAYS = f"You are {MLOPS} in {{team}} until"
ZEBRAS = ("lead", "activity add Zebras {here} to MLOps Engineer in {team}")
KEEPER = ("admin", "role add Keeper {here}")
SEAT = {"role": "role:mlops-engineer", "team": "{code}"}

HEARS = ("lead", "digest add unfilled in <#{here}|x> every day at 9:00 UTC")
HANDOFF = ("lead", "handoff start data “fraud v3” from <@{lead}> to <@{member}> for {team}")

CASES = (
    Case(
        "assign",
        "lead",
        f"<@{{member}}> as {MLOPS}",
        {"person": "{member}", "role": "role:mlops-engineer"},
        f"I asked Mo {{here}} to be {MLOPS} in {{team}}.",
        ("lead", "show", "nobody yet; Mo {here} was asked"),
        told={"member": f"asks you to be {MLOPS} in {{team}}."},
    ),
    Case(
        "take",
        "member",
        MLOPS,
        {"role": "role:mlops-engineer"},
        f"You offer to be {MLOPS} in {{team}}; I asked Lea {{here}} to agree.",
        ("lead", "show", "nobody yet; Mo {here} offers to take it"),
        told={"lead": f"Mo {{here}} offers to be {MLOPS} in {{team}}."},
    ),
    Case(
        "suggest",
        "member",
        f"<@{{member}}> as {MLOPS}",
        {"person": "{member}", "role": "role:mlops-engineer"},
        f"I told Lea {{here}} that you suggest Mo {{here}} as {MLOPS} in {{team}}.",
        ("lead", "show", f"{MLOPS}: nobody fills this role"),
        told={"lead": f"Mo {{here}} suggests Mo {{here}} as {MLOPS} in {{team}}."},
    ),
    Case(
        "accept",
        "member",
        f"{MLOPS} in {{team}}",
        SEAT,
        f"You are {MLOPS} in {{team}} from now on.",
        ("lead", "who deploys models?", f"{MLOPS}: Mo {{here}}"),
        told={"lead": f"Mo {{here}} accepted: they are {MLOPS} in {{team}}."},
        before=(ASKED,),
        by_menu=True,
    ),
    Case(
        "decline",
        "member",
        f"{MLOPS} in {{team}} {REASON}",
        SEAT | {"because": "we buy it"},
        f"You declined to be {MLOPS} in {{team}}.",
        ("lead", "show", f"{MLOPS}: nobody fills this role"),
        told={"lead": f"Mo {{here}} declined to be {MLOPS} in {{team}}, {REASON}."},
        before=(ASKED,),
        by_menu=True,
    ),
    Case(
        "confirm",
        "lead",
        "{team} all",
        {"all": ["yes"]},
        f"Confirmed: Mo {{here}} as {MLOPS} in {{team}}.",
        ("member", "who deploys models?", "Confirmed by Lea {here} today"),
        before=(ASKED, ACCEPTED),
        by_menu=True,
    ),
    Case(
        "vacate",
        "lead",
        f"{MLOPS} in {{team}} <@{{member}}>",
        {"role": "role:mlops-engineer", "person": "{member}"},
        f"Mo {{here}} is no longer {MLOPS} in {{team}}. Nobody fills it now.",
        ("lead", "who deploys models?", f"{MLOPS}: nobody fills this role"),
        told={"member": f"You are no longer {MLOPS} in {{team}} (Lea {{here}})."},
        before=(ASKED, ACCEPTED),
    ),
    Case(
        "waive",
        "lead",
        f"Data Scientist {REASON}",
        {"role": "role:data-scientist", "because": "we buy it"},
        f"{{team}} doesn't need Data Scientist from now on, {REASON}.",
        ("member", "show", f"Data Scientist: not needed, {REASON}"),
    ),
    Case(
        "override",
        "lead",
        f"Deploy models to Data Scientist {REASON}",
        {
            "activity": "activity:deploy-models",
            "roles": ["role:data-scientist"],
            "because": "we buy it",
        },
        f"Data Scientist is responsible for Deploy models in {{team}} from now on, {REASON}.",
        ("member", "who deploys models?", "Data Scientist: nobody fills this role"),
    ),
    Case(
        "restore",
        "lead",
        "Deploy models",
        {"what": "activity:deploy-models"},
        "Deploy models in {team} is as the catalog says again",
        ("member", "who deploys models?", f"{MLOPS}: nobody fills this role"),
        before=(DECIDED,),
    ),
    Case(
        "undo",
        "lead",
        "",
        {"number": "{change}"},
        "#{change} is undone.",
        ("member", "show", "Data Scientist: nobody fills this role"),
        before=(WAIVED,),
        by_menu=True,
    ),
    Case(
        "history",
        "member",
        "of {team}",
        {"of": "{code}"},
        f"no need for Data Scientist in {{team}}: {REASON}",
        ("lead", "history by <@{lead}>", "#{change} · "),
        before=(WAIVED,),
        by_menu=True,
    ),
    Case(
        "show",
        "member",
        "{team}",
        {"what": "{code}"},
        "Data Scientist: not needed",
        ("lead", "show {team}", f"Data Scientist: not needed, {REASON}"),
        before=(WAIVED,),
        by_menu=True,
    ),
    Case(
        "gaps",
        "member",
        "{team}",
        {"team": "{code}"},
        "Data Engineer in {team}",
        ("lead", "gaps", "What is missing in {team}:"),
        by_menu=True,
    ),
    Case(
        "matrix",
        "member",
        "{team}",
        {"team": "{code}"},
        "Mo {here}",
        ("lead", "show", f"{MLOPS}: Mo {{here}}"),
        before=(ASKED, ACCEPTED),
        by_menu=True,
        delivered=True,
    ),
    Case(
        "pages",
        "member",
        "{team}",
        {"what": "{code}"},
        "Open {team}",
        ("lead", "pages {team}", "Open {team}"),
        by_menu=True,
    ),
    Case(
        "preview",
        "member",
        "embedded in {team}",
        {"structure": "structure:embedded"},
        "If {team}, which is Hybrid now, were arranged as Embedded MLOps",
        ("lead", "show", "{team} is a product team arranged as Hybrid"),
    ),
    Case(
        "team add",
        "admin",
        "“Extra {here}” as hybrid led by <@{member}>",
        {"name": "Extra {here}", "structure": "structure:hybrid", "leads": ["{member}"]},
        "Extra {here} is a team from now on.",
        ("lead", "show Extra {here}", "Led by Mo {here}"),
    ),
    Case(
        "team rename",
        "lead",
        "{team} to “New {here}”",
        {"team": "{code}", "name": "New {here}"},
        "{team} is called New {here} from now on",
        ("member", "show", "New {here} is a product team"),
    ),
    Case(
        "team set",
        "lead",
        "{team} as embedded led by <@{member}>",
        {"team": "{code}", "structure": "structure:embedded", "leads": ["{member}"]},
        "{team} is changed.",
        ("member", "show", "Led by Mo {here}"),
    ),
    Case(
        "team retire",
        "lead",
        "{team} anyway",
        {"team": "{code}", "anyway": ["yes"]},
        "{team} is retired.",
        ("member", "show {team}", "There is no team, role, person or activity “{team}” here."),
        before=(WAIVED,),
    ),
    Case(
        "person join",
        "admin",
        "Ida Paper to <@{member}>",
        {"name": "person:ira", "person": "{member}"},
        " Paper is Mo {here} in Slack from now on.",
        ("lead", "show <@{member}>", " Paper"),
    ),
    Case(
        "setup",
        "admin",
        "",
        {},
        "1. Choose a catalog",
        ("lead", "setup", "Only "),
        by_menu=True,
    ),
    Case(
        "setup keep",
        "admin",
        "",
        {},
        "You keep the catalog",
        ("admin", "setup", "✓ 1. Choose a catalog"),
        by_menu=True,
    ),
    Case(
        "setup skip",
        "admin",
        "digest",
        {"step": "digest"},
        "“Tell a channel regularly” is skipped.",
        ("admin", "setup", "3. Tell a channel regularly"),
    ),
    Case(
        "setup teams",
        "admin",
        "<#{here}|x> led by <@{lead}>",
        {"channels": ["{here}"], "leads": ["{lead}"]},
        "is a team from now on, led by Lea {here}.",
        ("lead", "waive Data Scientist because we buy it", "doesn't need Data Scientist"),
        before=(("lead", "team retire {team} anyway"),),
    ),
    Case(
        "setup empty",
        "admin",
        "",
        {},
        "People here have changed the catalog already",
        ("admin", "setup", "1. Choose a catalog"),
        before=(ZEBRAS,),
        by_menu=True,
    ),
    Case(
        "steward add",
        "admin",
        "<@{member}>",
        {"person": "{member}"},
        "Mo {here} looks after ownership here from now on.",
        ("member", WAIVED[1], "{team} doesn't need Data Scientist"),
    ),
    Case(
        "steward remove",
        "admin",
        "<@{member}>",
        {"person": "{member}"},
        "Mo {here} doesn't look after ownership here any more.",
        ("member", WAIVED[1], "Only Lea {here}, who leads {team},"),
        before=(("admin", "steward add <@{member}>"),),
    ),
    Case(
        "activity add",
        "lead",
        "Zebras {here} to MLOps Engineer in {team}",
        {"name": "Zebras {here}", "roles": ["role:mlops-engineer"], "team": "{code}"},
        "Zebras {here} is an activity in {team} from now on",
        ("member", "who does zebras {here}?", "Zebras {here} belongs to {team}"),
    ),
    Case(
        "activity rename",
        "lead",
        "Zebras {here} to Giraffes {here}",
        {"activity": "activity:zebras-{slug}", "name": "Giraffes {here}"},
        "Zebras {here} is called Giraffes {here} from now on",
        ("member", "who does giraffes {here}?", "Giraffes {here}"),
        before=(ZEBRAS,),
    ),
    Case(
        "activity retire",
        "lead",
        "Zebras {here}",
        {"activity": "activity:zebras-{slug}"},
        "Zebras {here} is retired.",
        ("lead", "restore Zebras {here}", "There is no role or activity “Zebras {here}” here."),
        before=(ZEBRAS,),
    ),
    Case(
        "alias add",
        "lead",
        "striped horses {here} for Zebras {here}",
        {"words": "striped horses {here}", "entry": "activity:zebras-{slug}"},
        "Zebras {here} is called “striped horses {here}” too from now on.",
        ("member", "who does striped horses {here}?", "Zebras {here}"),
        before=(ZEBRAS,),
    ),
    Case(
        "alias remove",
        "lead",
        "striped horses {here}",
        {"words": "striped horses {here}", "entry": "activity:zebras-{slug}"},
        "“striped horses {here}” is no name of the activity Zebras {here} any more.",
        ("lead", "restore striped horses {here}", "There is no role or activity “striped"),
        before=(ZEBRAS, ("lead", "alias add striped horses {here} for Zebras {here}")),
    ),
    Case(
        "example add",
        "lead",
        "who rides the striped horses {here} for Zebras {here}",
        {
            "message": "who rides the striped horses {here}",
            "activity": "activity:zebras-{slug}",
        },
        "“who rides the striped horses {here}” is an example of asking for Zebras {here} now.",
        ("member", "who rides the striped horses {here}?", "Zebras {here}"),
        before=(ZEBRAS,),
    ),
    Case(
        "role add",
        "admin",
        "Keeper {here}",
        {"name": "Keeper {here}"},
        "Keeper {here} is a role from now on.",
        ("lead", f"waive Keeper {{here}} {REASON}", "{team} doesn't need Keeper {here}"),
    ),
    Case(
        "role rename",
        "admin",
        "Keeper {here} to Warden {here}",
        {"role": "role:keeper-{slug}", "name": "Warden {here}"},
        "Keeper {here} is called Warden {here} from now on",
        ("lead", f"waive Warden {{here}} {REASON}", "{team} doesn't need Warden {here}"),
        before=(KEEPER,),
    ),
    Case(
        "role retire",
        "admin",
        "Keeper {here}",
        {"role": "role:keeper-{slug}"},
        "Keeper {here} is retired; nobody can fill it any more.",
        ("lead", "take Keeper {here}", "There is no role “Keeper {here}” here."),
        before=(KEEPER,),
    ),
    Case(
        "title add",
        "admin",
        "Zebra Boss {here} for MLOps Engineer",
        {"name": "Zebra Boss {here}", "role": "role:mlops-engineer"},
        "The title Zebra Boss {here} means MLOps Engineer from now on.",
        ("lead", f"waive Zebra Boss {{here}} {REASON}", f"{{team}} doesn't need {MLOPS}"),
    ),
    Case(
        "title retire",
        "admin",
        "Zebra Boss {here}",
        {"title": "Zebra Boss {here}"},
        "The title Zebra Boss {here} is retired, and means MLOps Engineer no more.",
        ("lead", f"waive Zebra Boss {{here}} {REASON}", "There is no role “Zebra Boss {here}”"),
        before=(("admin", "title add Zebra Boss {here} for MLOps Engineer"),),
    ),
    Case(
        "remind list",
        "member",
        "",
        {},
        f"1. {STAYS}",
        ("member", "remind list", "I remind you of one matter, as long as it isn't settled:"),
        before=(UNTIL, ACCEPTED),
        by_menu=True,
    ),
    Case(
        "remind stop",
        "member",
        MLOPS,
        {"matter": "1"},
        f"I don't remind you of this any more: {STAYS}",
        ("member", "remind list", "Not any more."),
        before=(UNTIL, ACCEPTED),
    ),
    Case(
        "remind again",
        "member",
        "#1",
        {"matter": "in {team}"},
        f"I remind you of this again: {STAYS}",
        ("member", "remind again 1", "I remind you of that as it is."),
        before=(UNTIL, ACCEPTED, ("member", "remind stop 1")),
    ),
    Case(
        "snooze",
        "member",
        f"{MLOPS} until 2100-01-01",
        {"matter": "1", "until": "2100-01-01"},
        f"I don't remind you of this before 1 January 2100: {STAYS}",
        ("member", "remind list", "Not before 1 January 2100."),
        before=(UNTIL, ACCEPTED),
    ),
    Case(
        "handoff edit",
        "admin",
        "The Model Handoff gives Stripes {here}",
        {"handoff": "handoff:model", "gives": "Stripes {here}"},
        "The Model Handoff is changed.",
        ("lead", "what is the model handoff?", "Stripes {here}"),
    ),
    Case(
        "question dismiss",
        "admin",
        "the zebra crossing {here}",
        {"words": "the zebra crossing {here}"},
        "“the zebra crossing {here}” is for nobody here",
        ("lead", "history by <@{admin}>", "as a question for nobody here"),
    ),
    Case(
        "handoff start",
        "lead",
        "data “fraud v3” from <@{lead}> to <@{member}>",
        {
            "handoff": "handoff:data",
            "name": "fraud v3",
            "giver": "{lead}",
            "receiver": "{member}",
        },
        "(The Data Handoff) goes from Lea {here} to Mo {here}. I post its checklist in #{slug}.",
        ("member", "handoff list {team}", "fraud v3 (The Data Handoff)"),
        told={"member": "it comes to you from Lea {here}. You tick your lines"},
    ),
    Case(
        "handoff list",
        "member",
        "{team}",
        {"team": "{code}"},
        "Lea {here} has 5 lines left, Mo {here} 4",
        ("member", "handoff show {handoff}", "0 of 5 ticked"),
        before=(HANDOFF,),
        by_menu=True,
    ),
    Case(
        "handoff show",
        "member",
        "{handoff}",
        {"number": "{handoff}"},
        "☐ 1. The schema is written down",
        ("member", "handoff show {handoff} line 6", "for Mo {here}: ☐ 6. The fields, history"),
        before=(HANDOFF,),
    ),
    Case(
        "handoff tick",
        "member",
        "{handoff} line 6",
        {"number": "{handoff}", "line": "6"},
        "is ticked. Lea {here} has 5 lines left, Mo {here} 3.",
        ("lead", "handoff show {handoff}", "☑ 6. The fields, history"),
        before=(HANDOFF,),
    ),
    Case(
        "handoff untick",
        "member",
        "{handoff} 6",
        {"number": "{handoff}", "line": "6"},
        "Line 6 of handoff {handoff} “fraud v3” is open again.",
        ("lead", "handoff show {handoff}", "☐ 6. The fields, history"),
        before=(HANDOFF, ("member", "handoff tick {handoff} 6")),
    ),
    Case(
        "handoff skip",
        "lead",
        f"{{handoff}} line 2 {REASON}",
        {"number": "{handoff}", "line": "2", "because": "we buy it"},
        f"Line 2 of handoff {{handoff}} “fraud v3” doesn't apply, {REASON}.",
        ("member", "handoff show {handoff}", "not applicable: we buy it"),
        before=(HANDOFF,),
    ),
    Case(
        "handoff line",
        "lead",
        "{handoff} gives The card is written",
        {"number": "{handoff}", "gives": "The card is written"},
        "Line 10 is added to handoff {handoff} “fraud v3”.",
        ("member", "handoff show {handoff}", "☐ 10. The card is written"),
        before=(HANDOFF,),
    ),
    Case(
        "handoff give",
        "lead",
        "{handoff} line 2 to <@{admin}>",
        {"number": "{handoff}", "line": "2", "person": "{admin}"},
        "ticks line 2 of handoff {handoff} “fraud v3”",
        ("member", "handoff show {handoff}", "(for Ines"),
        told={"admin": "Lea {here} gives you line 2"},
        before=(HANDOFF,),
    ),
    Case(
        "handoff link",
        "member",
        "{handoff} to https://x.example/contract the contract",
        {"number": "{handoff}", "link": "https://x.example/contract the contract"},
        "The contract is attached to handoff {handoff} “fraud v3”.",
        ("lead", "handoff show {handoff}", "the contract"),
        before=(HANDOFF,),
    ),
    Case(
        "handoff accept",
        "member",
        "{handoff}",
        {"number": "{handoff}"},
        "You accepted handoff {handoff} “fraud v3”; it waits for Lea {here}.",
        ("lead", "handoff show {handoff}", "4 of 4 ticked; accepted on"),
        told={"lead": "Mo {here} accepted handoff {handoff} “fraud v3”"},
        before=(HANDOFF, *(("lead", f"handoff tick {{handoff}} {line}") for line in range(1, 10))),
    ),
    Case(
        "handoff cancel",
        "lead",
        f"{{handoff}} {REASON}",
        {"number": "{handoff}", "because": "we buy it"},
        f"Handoff {{handoff}} “fraud v3” is cancelled, {REASON}",
        ("member", "handoff tick {handoff} 6", "was cancelled by Lea {here} on"),
        told={"member": f"Lea {{here}} cancelled handoff {{handoff}} “fraud v3”, {REASON}."},
        before=(HANDOFF,),
    ),
    Case(
        "handoff reopen",
        "member",
        "{handoff}",
        {"number": "{handoff}"},
        "Handoff {handoff} “fraud v3” is open again, as it was.",
        ("member", "handoff tick {handoff} 6", "is ticked"),
        told={"lead": "Mo {here} reopened handoff {handoff} “fraud v3”; it goes on."},
        before=(HANDOFF, ("lead", f"handoff cancel {{handoff}} {REASON}")),
    ),
    Case(
        "digest add",
        "lead",
        "unfilled, changes in <#{here}|x> every Monday and Thursday at 9:00 Europe/Berlin",
        {
            "digests": ["unfilled", "changes"],
            "channel": "{here}",
            "days": "Monday and Thursday",
            "at": "9:00 Europe/Berlin",
        },
        "hears of unfilled and changes in {team} every Monday and Thursday at 09:00 "
        "(Europe/Berlin), as digest",
        ("lead", "digest list", "unfilled and changes in {team} every Monday and Thursday"),
    ),
    Case(
        "digest list",
        "lead",
        "",
        {},
        "hears of unfilled in {team} every day at 09:00 (UTC)",
        ("member", "digest list", "No channel hears anything regularly yet that you look after."),
        before=(HEARS,),
        by_menu=True,
    ),
    Case(
        "digest change",
        "lead",
        "{digest} to handoffs every 2 weeks on Monday at 17:30",
        {
            "number": "{digest}",
            "digests": ["handoffs"],
            "days": "2 weeks on Monday",
            "at": "17:30",
        },
        "hears of handoffs in {team} every 2 weeks on Monday at 17:30 (UTC) from now on.",
        ("lead", "digest list", "handoffs in {team} every 2 weeks on Monday at 17:30 (UTC)"),
        before=(HEARS,),
    ),
    Case(
        "digest pause",
        "lead",
        "{digest}",
        {"number": "{digest}"},
        "hears nothing of digest {digest} until it is resumed.",
        ("lead", "digest list", "paused: Lea {here} paused it."),
        before=(HEARS,),
    ),
    Case(
        "digest resume",
        "lead",
        "{digest}",
        {"number": "{digest}"},
        "hears digest {digest} again; the next time is",
        ("lead", "digest list", "every day at 09:00 (UTC); next on"),
        before=(HEARS, ("lead", "digest pause {digest}")),
    ),
    Case(
        "digest remove",
        "lead",
        "{digest}",
        {"number": "{digest}"},
        "doesn't hear of unfilled in {team} any more.",
        ("lead", "digest list", "No channel hears anything regularly yet"),
        before=(HEARS,),
    ),
    Case(
        "digest preview",
        "lead",
        "{digest}",
        {"number": "{digest}"},
        "Nobody fills",
        ("lead", "digest list", "unfilled in {team}"),
        before=(HEARS,),
    ),
    Case(
        "digest send",
        "lead",
        "{digest}",
        {"number": "{digest}"},
        "On its way to #{slug}.",
        ("lead", "digest list", "unfilled in {team}"),
        before=(HEARS,),
    ),
)


def test_no_verb_is_forgotten(root: Path) -> None:
    """The dialogues below are about every verb that there is."""
    assert sorted(case.verb for case in CASES) == sorted(wiring.desk(root).verbs)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.verb)
def test_by_words(case: Case, crew: Crew) -> None:
    """Said in words it is answered, those whom it concerns are told, and it holds from then on."""
    _begin(case, crew)
    answered = privately if case.delivered else in_answer
    answer = answered(_filled(case.answer, crew))
    said = owns(_filled(f"{case.verb} {case.words}", crew))
    crew.talk.plays((crew.names[case.by], said, (answer, *_told(case, crew))))
    _check(case, crew)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.verb)
def test_by_form(case: Case, crew: Crew) -> None:
    """Filled in on its form it is answered in the form's place, and does the same as in words."""
    _begin(case, crew)
    who, talk = crew.names[case.by], crew.talk
    if case.by_menu:
        talk.plays((who, owns(""), NOTHING), (who, submits({"verb": case.verb}), NOTHING))
    else:
        talk.plays((who, owns(case.verb), NOTHING))
    filled = {name: _value(value, crew) for name, value in case.filled.items()}
    answer = _filled(case.answer, crew)
    talk.plays((who, submits(filled), _told(case, crew)))
    assert answer in view_text(talk.view)
    assert "submit" not in talk.view.content
    _check(case, crew)


def _begin(case: Case, crew: Crew) -> None:
    for who, words in case.before:
        _, came = crew.talk.says(crew.names[who], owns(_filled(words, crew)))
        assert any(CHANGE.search(visible(one)) for one in came), came


def _check(case: Case, crew: Crew) -> None:
    who, words, then = case.then
    uses = commands if words.endswith("?") else owns
    said = uses(_filled(words, crew))
    crew.talk.plays((crew.names[who], said, in_answer(_filled(then, crew))))


def _told(case: Case, crew: Crew) -> list[Hears]:
    return [dm(crew.names[who], _filled(words, crew)) for who, words in case.told.items()]


def _filled(words: str, crew: Crew) -> str:
    """Words with the names of the team, and the number of the change that was told last."""
    numbers = [found[1] for one in crew.talk.heard if (found := CHANGE.search(visible(one)))]
    words = words.replace("{change}", numbers[-1])
    handoffs = [found[1] for one in crew.talk.heard if (found := NUMBERED.search(visible(one)))]
    words = words.replace("{handoff}", handoffs[-1] if handoffs else "")
    digests = [found[1] for one in crew.talk.heard if (found := DIGEST.search(visible(one)))]
    return crew.filled(words.replace("{digest}", digests[-1] if digests else ""))


def _value(value: Filled, crew: Crew) -> Filled:
    if isinstance(value, str):
        return _filled(value, crew)
    return [_filled(one, crew) for one in value or ()]
