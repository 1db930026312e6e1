"""The first run in Slack: a steward is led through it, and a channel is told what we read."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot import config
from bot.desk.first_steps import steps
from bot.domain.subscription import Subscription
from tests.fake_slack import FakeSlack, Fault, Posted
from tests.talk.bot import Bot, until
from tests.talk.conftest import Start, played
from tests.talk.organisation import ORGANISATION
from tests.talk.talk import (
    NOTHING,
    Talk,
    clicks,
    commands,
    dm_of,
    errors,
    in_answer,
    labels,
    owns,
    privately,
    submits,
    view_text,
    visible,
)

INES, ANA, BO = "U9", "U1", "U2"
GENERAL, CHURN, PLATFORM = "C1", "C2", "C3"
BUTTONS = (
    *("Keep it", "Start empty", "Skip"),
    *("Name teams", "Skip"),
    *("Choose a channel", "Skip"),
)
WEEKLY = {"channel": GENERAL}
TEAMS = {"channels": [CHURN, PLATFORM], "leads": [ANA]}
GREETING = "What I don't read"
PEOPLE, CHANNELS, AT_ONCE = 5_000, 400, 50


@pytest.fixture
def new(start: Start) -> Bot:
    """A bot that knows who is there, in a workspace in which nothing was set up."""
    return _begun(start())


@pytest.fixture
def talk(new: Bot) -> Iterator[Talk]:
    """A dialogue there, in which the steward has read the first steps."""
    yield from _dialogue(new)


def _begun(bot: Bot) -> Bot:
    bot.slack.add_channel(PLATFORM, "team-ml-platform")
    bot.start()
    bot.wait_synced()
    _comes_round(bot)
    return bot


def _dialogue(bot: Bot) -> Iterator[Talk]:
    card = _card(bot)
    for talk in played(bot):
        talk.heard.append(card)
        yield talk
        talk.heard.remove(card)


def _comes_round(bot: Bot) -> None:
    """What is due within half a minute is done and sent."""
    bot.clock.move(seconds=30)
    bot.connection.look()


def _cards(bot: Bot) -> list[Posted]:
    """The first steps, as they were posted and then changed."""
    return [one for one in bot.slack.messages if "1. Choose a catalog" in visible(one)]


def _card(bot: Bot, *words: str, user: str = INES) -> Posted:
    """The first steps as somebody has them, once these words stand there."""

    def now() -> Posted | None:
        theirs = [one for one in _cards(bot) if one.channel == dm_of(user)]
        fits = theirs and all(word in visible(theirs[-1]) for word in words)
        return theirs[-1] if fits else None

    return until(now, f"{user} wasn't shown {words}")


def _steps(bot: Bot) -> dict[str, str]:
    """How each of the first steps stands."""
    with bot.ledger.read(bot.workspace) as books:
        found = steps(books)
    return {one.name: "done" if one.done else "skipped" if one.skipped else "open" for one in found}


def _greetings(bot: Bot, channel: str) -> list[Posted]:
    """How often a channel was told what is read there."""
    return [
        one for one in bot.slack.messages if one.channel == channel and GREETING in visible(one)
    ]


def _greeted(bot: Bot, channel: str, times: int = 1) -> list[Posted]:
    """What a channel was told of that, once it was so often."""

    def told() -> list[Posted] | None:
        _comes_round(bot)
        found = _greetings(bot, channel)
        return found if len(found) >= times else None

    return until(told, f"{channel} wasn't told {times} times")


def _teams(bot: Bot) -> dict[str, tuple[str | None, tuple[str, ...]]]:
    """Each team's channel and who leads it, by its name."""
    with bot.ledger.read(bot.workspace) as books:
        return {one.name: (one.channel, one.leads) for one in books.organisation().teams}


def test_one_message(new: Bot) -> None:
    """Whoever owns the workspace gets one message with three steps, whatever happens again."""
    card = _card(new)
    assert (card.kind, card.channel) == ("post", dm_of(INES))
    assert labels(card) == BUTTONS
    for said in ("two minutes: 3 steps are left", "7 roles, 13 activities", "rolecall import"):
        assert said in visible(card)
    for _ in range(2):
        new.connection.introduce()
        _comes_round(new)
    new.settles()
    assert _cards(new) == [card]
    assert [one.channel for one in new.slack.messages] == [dm_of(INES)]


def test_not_once_there_are_teams(own: Bot) -> None:
    """Where teams are known when people were read, be it from before, nobody is told anything."""
    own.start()
    own.wait_synced()
    _comes_round(own)
    own.connection.introduce()
    _comes_round(own)
    assert own.slack.messages == []


def test_all_three(talk: Talk) -> None:
    """Each step is done from the message, which ticks it in its place; the words do the same."""
    bot = talk.bot
    talk.plays((INES, clicks("Keep it"), privately("You keep the catalog “Who does what")))
    assert labels(_card(bot, "2 steps are left", "✓ 1. Choose a catalog")) == BUTTONS[3:]

    talk.plays((INES, clicks("Name teams"), NOTHING), (INES, submits(TEAMS), NOTHING))
    assert "Churn and ML Platform are teams from now on, led by Ana" in view_text(talk.view)
    churn, platform = ("#churn", (ANA,)), ("#team-ml-platform", (ANA,))
    assert _teams(bot) == {"Churn": churn, "ML Platform": platform}
    assert (
        labels(_card(bot, "one step is left", "✓ 2.", "2 teams are here, 2 with a lead."))
        == (BUTTONS[5:])
    )

    talk.plays((INES, clicks("Choose a channel"), NOTHING), (INES, submits(WEEKLY), NOTHING))
    assert "#general hears of unfilled and changes" in view_text(talk.view)
    last = _card(bot, "Rolecall is set up.", "✓ 3.", "1 channel hears regularly.")
    assert labels(last) == ()
    assert {one.ts for one in _cards(bot)} == {last.ts}
    talk.plays((INES, owns("setup"), in_answer("Rolecall is set up.", buttons=())))


def test_one_act(talk: Talk) -> None:
    """Teams that were named at once are one change, which `undo` takes back; then it is open."""
    bot = talk.bot
    words = f"setup teams <#{CHURN}|churn>, <#{PLATFORM}|x> led by <@{ANA}>, <@{BO}>"
    talk.plays((INES, owns(words), in_answer("are teams from now on", "Change #")))
    assert set(_teams(bot)) == {"Churn", "ML Platform"}
    talk.plays((INES, owns("undo"), in_answer("is undone")))
    assert _teams(bot) == {}
    assert _steps(bot)["teams"] == "open"
    _card(bot, "I know no team yet")


def test_skipped_and_resumed(talk: Talk) -> None:
    """A step that is skipped says so, and is done later all the same, from a message of its own."""
    bot = talk.bot
    for number, (name, title) in enumerate(
        {"catalog": "Choose a catalog", "teams": "Name teams", "digest": "Tell a channel"}.items()
    ):
        talk.plays((INES, owns(f"setup skip {name}"), in_answer(title, "is skipped")))
        assert list(_steps(bot).values()).count("skipped") == number + 1
    assert labels(_card(bot, "Rolecall is set up.", "3. Tell a channel regularly (skipped)")) == (
        *("Keep it", "Start empty", "Name teams", "Choose a channel"),
    )
    talk.plays(
        (INES, owns("setup"), in_answer("(skipped)")),
        (INES, clicks("Name teams"), NOTHING),
        (INES, submits(TEAMS), NOTHING),
        (INES, owns("setup keep"), in_answer("You keep the catalog")),
    )
    assert _steps(bot) == {"catalog": "done", "teams": "done", "digest": "skipped"}
    _card(bot, "✓ 1.", "✓ 2.", "3. Tell a channel regularly (skipped)")


def test_skipped_by_a_click(talk: Talk) -> None:
    """“Skip” beside a step is about that step, and shows the message that it is in as it stands."""
    talk.plays((INES, owns("setup"), in_answer(buttons=BUTTONS)))
    _, came = talk.says(INES, clicks("Skip", where=talk.here))
    assert [one.ts == talk.heard[-3].ts for one in came].count(True) == 1
    shown = next(one for one in came if one.ts == talk.heard[-3].ts)
    assert "1. Choose a catalog (skipped)" in visible(shown)
    _card(talk.bot, "1. Choose a catalog (skipped)")


def test_no_such_step(talk: Talk) -> None:
    """A step that there isn't is answered with those that there are."""
    talk.plays((INES, owns("setup skip coffee"), in_answer("choose catalog, teams or digest.")))


def test_done_elsewhere(talk: Talk, root: Path) -> None:
    """Whoever does a step in another way ticks it too: by a file, or by another verb."""
    bot = talk.bot
    bot.take_in(config.load_catalog(root).model_copy(update={"catalog": "Ours"}))
    bot.take_in(ORGANISATION)
    _comes_round(bot)
    _card(bot, "✓ 1.", "“Ours” is here", "✓ 2.", "one step is left")
    with bot.ledger.read(bot.workspace) as books:
        assert books.organisation().team["churn"].leads == ("ana",)
    words = "digest add unfilled for Churn in <#C1|general> every day at 9:00"
    talk.plays((ANA, owns(words), in_answer("hears of unfilled in Churn")))
    assert set(_steps(bot).values()) == {"done"}
    _card(bot, "Rolecall is set up.")


def test_nobody_leads(talk: Talk) -> None:
    """Teams that nobody leads don't finish the step; that is said, and what to do."""
    bot = talk.bot
    talk.plays(
        (
            INES,
            owns(f"setup teams <#{CHURN}|churn>"),
            in_answer("Churn is a team from now on.", buttons=("Say who leads Churn", "Undo")),
        )
    )
    assert _steps(bot)["teams"] == "open"
    _card(bot, "1 team is here, and nobody leads any")
    talk.plays((INES, owns(f"team set Churn led by <@{BO}>"), in_answer("Churn is changed")))
    _card(bot, "✓ 2. Name teams and their leads")


def test_start_empty(talk: Talk) -> None:
    """All of the catalog is retired in one act: nothing answers, and it is done; undo mends it."""
    bot = talk.bot
    _, came = talk.says(INES, clicks("Start empty"))
    assert any("The catalog is empty" in visible(one) for one in came)
    _card(bot, "✓ 1. Choose a catalog", "The catalog is empty: add to it as you go")
    talk.plays(
        (ANA, commands("who deploys models?"), in_answer(without=("MLOps",))),
        (INES, owns("setup empty"), in_answer("The catalog is empty already")),
        (INES, owns("setup keep"), in_answer("there is nothing to keep")),
        (INES, owns("undo"), in_answer("is undone")),
        (ANA, commands("who deploys models?"), in_answer("MLOps Engineer")),
    )
    assert _steps(bot)["catalog"] == "open"


def test_not_empty_any_more(talk: Talk) -> None:
    """What people have changed is never thrown away with the rest, nor what teams need."""
    bot = talk.bot
    talk.plays(
        (INES, owns("alias add ship it for Deploy models"), in_answer("ship it")),
        (INES, owns("setup empty"), in_answer("People here have changed the catalog already")),
        (INES, owns("undo"), in_answer("is undone")),
    )
    bot.take_in(ORGANISATION)
    talk.plays((INES, owns("setup empty"), in_answer("is needed in")))
    assert _steps(bot)["catalog"] == "open"


def test_which_teams(talk: Talk) -> None:
    """A channel is named once, belongs to one team, and isn't one that nobody knows."""
    bot = talk.bot
    bot.slack.add_channel("C4", "churn-team")
    talk.tells({"type": "channel_created", "channel": {"id": "C4", "name": "churn-team"}})
    talk.plays(
        (INES, clicks("Name teams"), NOTHING),
        (INES, submits({"channels": [CHURN, "C4"]}), NOTHING),
    )
    assert errors(talk.view) == {
        "channels": "#churn and #churn-team would both be the team Churn; choose one of them."
    }
    talk.plays((INES, submits({"channels": [CHURN]}), NOTHING))
    for words, said in (
        ("setup teams <#C4|churn-team>", "#churn-team would be the team Churn, and there is one"),
        (f"setup teams <#{CHURN}|churn>", "#churn belongs to Churn"),
        ("setup teams <#C99|nowhere>", "is no channel that I know"),
    ):
        talk.plays((INES, owns(words), in_answer(said)))
    assert set(_teams(bot)) == {"Churn"}


@pytest.mark.parametrize("words", ["setup", "setup keep", "setup empty", "setup skip teams"])
def test_only_stewards(talk: Talk, words: str) -> None:
    """Members and leads are told who may; guests change nothing, and strangers hear nothing."""
    bot = talk.bot
    talk.plays((INES, owns(f"setup teams <#{CHURN}|churn> led by <@{ANA}>"), in_answer("Churn")))
    before = _steps(bot)
    guest = talk.joins("Gus Guest", is_restricted=True)
    outsider = talk.joins("Ola Outside", team_id="T0OTHER")
    for user, said in ((BO, "Only Ines"), (ANA, "Only Ines"), (guest, "Guests")):
        talk.plays((user, owns(words), in_answer(said)))
    talk.plays((outsider, owns(words), NOTHING))
    assert _steps(bot) == before


def test_a_lead_tells_a_channel(talk: Talk) -> None:
    """The last step is a lead's to do as well; that ticks it for the steward."""
    bot = talk.bot
    talk.plays(
        (INES, owns(f"setup teams <#{CHURN}|churn> led by <@{ANA}>"), in_answer("Churn")),
        (BO, owns("digest add unfilled for Churn every day at 9:00"), in_answer("Only")),
        (ANA, owns(f"digest add unfilled in <#{CHURN}|churn> every day"), in_answer("Churn")),
    )
    assert _steps(bot) == {"catalog": "open", "teams": "done", "digest": "done"}
    _card(bot, "✓ 3. Tell a channel regularly")


def test_another_steward(start: Start) -> None:
    """Where Slack doesn't take the message for one, the next who may is told, and no more."""
    bot = start()
    bot.slack.add_user("U7", "Adam Admin", is_admin=True)
    refused = Fault(error="cannot_dm_bot")
    bot.slack.always("chat.postMessage", refused, where=lambda args: args["channel"] == INES)
    _begun(bot)
    until(lambda: bot.slack.calls_of("chat.postMessage"), "Nobody was told")

    def told() -> Posted | None:
        bot.connection.look()
        return next(iter(_cards(bot)), None)

    card = until(told, "Adam wasn't told")
    bot.settles()
    assert (card.channel, _cards(bot)) == (dm_of("U7"), [card])
    for talk in played(bot):
        talk.heard.append(card)
        talk.plays(("U7", clicks("Keep it"), privately("You keep the catalog")))
        talk.heard.remove(card)
    _card(bot, "✓ 1.", user="U7")


def test_whoever_installed(start: Start) -> None:
    """Whoever installed us is told, though others could do it too."""
    bot = start()
    bot.connection.introduce()
    with bot.ledger.open(bot.workspace, bot.clock.now()) as books:
        found = books.roster.installation()
        assert found is not None
        books.roster.set_installation(replace(found, installer=BO))
    _begun(bot)
    assert _card(bot, user=BO).channel == dm_of(BO)
    assert len(_cards(bot)) == 1


def _crowded(people: int, channels: int) -> FakeSlack:
    slack = FakeSlack()
    for number in range(people - len(slack.users)):
        slack.add_user(f"UX{number}", f"Member {number}")
    for number in range(channels):
        slack.add_channel(f"CX{number}", f"channel-{number}")
    return slack


@pytest.mark.parametrize("people", [5, PEOPLE])
def test_any_size(start: Start, people: int) -> None:
    """With five people and with thousands it is the same: nothing is more than Slack takes."""
    bot = _begun(start(slack=_crowded(people, CHANNELS if people == PEOPLE else 1)))
    for talk in _dialogue(bot):
        talk.plays((INES, clicks("Name teams"), NOTHING))
        many = [f"CX{number}" for number in range(CHANNELS if people == PEOPLE else 1)]
        if people == PEOPLE:
            talk.plays((INES, submits({"channels": many[: AT_ONCE + 1]}), NOTHING))
            assert "choose 50 at most at once" in view_text(talk.view)
        talk.plays(
            (INES, submits({"channels": many[:AT_ONCE], "leads": [ANA]}), NOTHING),
            (INES, clicks("Choose a channel"), NOTHING),
            (INES, submits({"channel": "CX0"}), NOTHING),
            (INES, owns("setup"), in_answer("one step is left")),
        )
        _card(bot, "✓ 2.", "✓ 3.")
        with bot.ledger.read(bot.workspace) as books:
            [body] = books.facts({"digest"}).values()
            assert Subscription.model_validate(body).channel == "CX0"
            assert len(books.organisation().teams) == len(many[:AT_ONCE])


def test_what_is_read(new: Bot) -> None:
    """A channel that we are asked into is told once what we read there, and what we don't."""
    new.slack.add_channel("C7", "pricing", is_member=False)
    event = new.slack.invite("C7")[0]
    event.answer()
    new.slack.send(event.kind, event.payload, accepts_response=False).answer()
    [said] = _greeted(new, "C7")
    text = visible(said)
    for words in ("messages that mention me", "Slack doesn't send it to me", "What I keep"):
        assert words in text
    new.settles()
    assert _greetings(new, "C7") == [said]
    for one in new.slack.kick("C7") + new.slack.invite("C7"):
        one.answer()
    _greeted(new, "C7", times=2)
    assert new.slack.violations == new.slack.pings == []


def test_nothing_for_others(new: Bot) -> None:
    """Where outsiders read along nothing is said, nor when somebody else is asked in."""
    new.slack.add_channel("C7", "with-partners", is_member=False, is_ext_shared=True)
    new.slack.add_channel("C8", "ours")
    for one in (*new.slack.invite("C7"), *new.slack.invite("C8", ANA)):
        one.answer()
    for _ in range(5):
        _comes_round(new)
    new.settles()
    assert (_greetings(new, "C7"), _greetings(new, "C8")) == ([], [])


def test_a_private_channel(new: Bot) -> None:
    """A channel of which nobody told us yet is told once we know who reads along there."""
    new.slack.add_channel("C7", "salaries", is_private=True, is_member=False)
    for one in new.slack.invite("C7"):
        one.answer()
    _greeted(new, "C7")
