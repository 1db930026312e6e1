"""What the buttons of an answer do, as people click on what they see."""

from typing import Any

import pytest

from bot.domain.member import Member
from bot.domain.organisation import Organisation
from bot.slack.clicks import GONE, GUESTS_LOOK, NOBODY_TO_NOTIFY, NOTIFIED_BEFORE, SHARED
from bot.slack.options import Options
from bot.store.questions import CHOICE, Asked, Question
from tests.fake_slack import Envelope, Posted
from tests.fake_slack.limits import whom
from tests.slack.conftest import HERE, OPTIONS, Harbour

Json = dict[str, Any]
DEPLOY = "who deploys models?"
UNSURE = "who builds data pipelines and who deploys models?"
NONSENSE = ("", "x", "activity:nothing", "role:", "reply:reply:", "☃" * 300, "'; DROP TABLE")
WORDS = ("amber", "birch", "cedar", "delta", "ember", "fjord", "grove")


def _crowd() -> Organisation:
    """So many teams that whoever asks has to choose one; each has its own engineers."""
    people = [{"key": word, "name": f"{word.title()} Engineer"} for word in WORDS]
    roles = ("role:mlops-engineer", "role:ml-engineer")
    teams = [
        {
            "key": word,
            "name": word.title(),
            "structure": "embedded",
            "assignments": [{"role": role, "person": word} for role in roles],
        }
        for word in WORDS
    ]
    crowd = {"organisation": "Crowd", "people": people, "teams": teams}
    return Organisation.model_validate(crowd)


def _asked(harbour: Harbour, text: str = DEPLOY, **fields: Any) -> Posted:
    """The private answer to a command."""
    harbour.slack.command(text, **fields)
    return harbour.slack.messages[-1]


def _mentioned(harbour: Harbour, text: str = DEPLOY, **fields: Any) -> Posted:
    """The public answer to a mention."""
    harbour.slack.mention(text, **fields)
    harbour.deliver()
    return harbour.slack.messages[-1]


def _buttons(posted: Posted) -> list[str]:
    return [element["action_id"] for element in posted.elements]


def _click(harbour: Harbour, posted: Posted, action: str, **fields: Any) -> Envelope:
    """Somebody clicks; what comes of it is sent."""
    found = next(each for each in posted.elements if each["action_id"] == action)
    given: Json = {"channel": posted.channel} | fields
    envelope = harbour.slack.click(found, message=posted, **given)
    harbour.deliver()
    assert envelope.answers == [{}]
    assert harbour.slack.violations == harbour.slack.pings == []
    return envelope


def _choose(harbour: Harbour, posted: Posted, team: str, **fields: Any) -> Posted:
    """Somebody chooses a team; what they see then."""
    [menu] = posted.elements
    [option] = [each for each in menu["options"] if each["value"] == team]
    action = {"type": "static_select", "block_id": menu["block_id"], "selected_option": option}
    action |= {"action_id": menu["action_id"]}
    given: Json = {"channel": posted.channel} | fields
    harbour.slack.click(action, message=posted, **given)
    harbour.deliver()
    return harbour.slack.messages[-1]


def _questions(harbour: Harbour) -> list[Asked]:
    """What was noted, oldest first."""
    with harbour.ledger.read(HERE) as books:
        return list(reversed(books.questions()))


def _verdicts(harbour: Harbour) -> dict[str, str]:
    [asked] = _questions(harbour)
    with harbour.ledger.read(HERE) as books:
        return dict(books.verdicts(asked.id))


def _told(posted: Posted) -> str:
    """All the words of a message that stand in its blocks."""
    found: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            found.extend([value["text"]] if isinstance(value.get("text"), str) else [])
            for each in value.values():
                walk(each)
        elif isinstance(value, list):
            for each in value:
                walk(each)

    walk(posted.blocks)
    return "".join(found)


def test_pick(harbour: Harbour) -> None:
    """Each of the things that were perhaps meant is answered in place when it is picked."""
    posted = _asked(harbour, UNSURE)
    assert _buttons(posted) == ["pick_1", "pick_2"]
    names = [element["text"]["text"] for element in posted.elements]
    for number, name in enumerate(names, 1):
        _click(harbour, posted, f"pick_{number}")
        answer = harbour.slack.messages[-1]
        assert name in answer.text
        assert (answer.ts, answer.ephemeral, answer.user) == (posted.ts, True, "U1")
        assert _buttons(answer) == ["share", "right", "wrong"]
    outcomes = [asked.question.outcome for asked in _questions(harbour)]
    assert (outcomes[0], len(outcomes)) == ("choose", 3)


def test_pick_in_public(harbour: Harbour) -> None:
    """Whoever picks under a public message changes it there, for all, without *Share*."""
    posted = _mentioned(harbour, UNSURE)
    _click(harbour, posted, "pick_1", user="U2")
    answer = harbour.slack.messages[-1]
    assert (answer.kind, answer.ts, answer.ephemeral) == ("update", posted.ts, False)
    assert answer.thread_ts == posted.thread_ts
    assert _buttons(answer) == ["right", "wrong"]
    assert _questions(harbour)[-1].question.member == "U2"


def _opened_to_others(harbour: Harbour) -> None:
    """From now on another organisation reads along in #general."""
    harbour.slack.event({"type": "channel_shared", "channel": "C1", "event_ts": "9999999999.1"})


def test_pick_where_others_read_along(harbour: Harbour) -> None:
    """Where a channel has come to be shared since, only whoever picks sees the answer."""
    posted = _mentioned(harbour, UNSURE)
    _opened_to_others(harbour)
    _click(harbour, posted, "pick_1", user="U2")
    answer = harbour.slack.messages[-1]
    assert (answer.kind, answer.ephemeral, answer.user) == ("respond", True, "U2")
    assert (answer.ts == posted.ts, answer.thread_ts) == (False, posted.thread_ts)
    assert "share" not in _buttons(answer)


def test_judge_where_others_read_along(harbour: Harbour) -> None:
    """Where a channel has come to be shared since, a verdict is recorded and changes nothing."""
    posted = _mentioned(harbour)
    _opened_to_others(harbour)
    _click(harbour, posted, "wrong", user="U2")
    answer = harbour.slack.messages[-1]
    assert (answer.kind, answer.ephemeral, answer.user) == ("respond", True, "U2")
    assert answer.ts != posted.ts
    assert _verdicts(harbour) == {"U2": "wrong"}


def test_judge_what_was_shared_where_others_read_along(harbour: Harbour) -> None:
    """An answer that was shared before its channel was changes no more for those outside."""
    _click(harbour, _asked(harbour), "share")
    public = harbour.slack.messages[-2]
    _opened_to_others(harbour)
    _click(harbour, public, "wrong", user="U2")
    answer = harbour.slack.messages[-1]
    assert (answer.kind, answer.ephemeral, answer.user) == ("respond", True, "U2")
    assert answer.ts != public.ts
    assert _verdicts(harbour) == {"U2": "wrong"}


def test_a_guests_question_in_public(harbour: Harbour) -> None:
    """Members judge a public answer whoever asked; what nobody knows has nothing to judge."""
    harbour.slack.add_user("U3", "Gus", is_restricted=True)
    harbour.know()
    posted = _mentioned(harbour, user="U3")
    assert _buttons(posted) == ["right", "wrong"]
    _click(harbour, posted, "right", user="U2")
    assert "Bo confirmed this answer." in _told(harbour.slack.messages[-1])
    for unknown in (_mentioned, _asked):
        assert _buttons(unknown(harbour, "who feeds the cat?")) == []


def test_pick_a_team(harbour: Harbour) -> None:
    """Where teams differ too much one is chosen, and remembered for whoever chose it."""
    harbour.take_in(_crowd())
    posted = _asked(harbour)
    assert _buttons(posted) == ["pick_team"]
    answer = _choose(harbour, posted, "cedar")
    assert "Cedar Engineer" in answer.text
    assert "Delta Engineer" not in answer.text
    noted = _questions(harbour)[-1].question
    assert (noted.surface, noted.team, noted.member) == (CHOICE, "cedar", "U1")
    assert "Cedar Engineer" in _asked(harbour).text
    assert "Cedar Engineer" in _mentioned(harbour).text
    assert _buttons(_asked(harbour, user="U2")) == ["pick_team"]
    assert "Delta Engineer" in _asked(harbour, f"{DEPLOY[:-1]} in Delta?").text
    _choose(harbour, posted, "delta")
    assert "Delta Engineer" in _asked(harbour).text


def test_another_team_chosen_later(harbour: Harbour) -> None:
    """What the asker chose since doesn't put another answer under what somebody calls right."""
    harbour.take_in(_crowd())
    choice = _asked(harbour)
    _choose(harbour, choice, "cedar")
    public = _mentioned(harbour)
    assert "Cedar Engineer" in public.text
    _choose(harbour, choice, "delta")
    _click(harbour, public, "right", user="U2")
    assert "Cedar Engineer" in harbour.slack.messages[-1].text


def test_share(harbour: Harbour) -> None:
    """A private answer is shared once with who asked, however often it is clicked."""
    posted = _asked(harbour)
    first = _click(harbour, posted, "share")
    second = _click(harbour, posted, "share")
    assert first.payload["trigger_id"] != second.payload["trigger_id"]
    public, private = harbour.slack.messages[-2:]
    assert (public.kind, public.channel, public.ephemeral) == ("respond", "C1", False)
    assert "Ana asked: “who deploys models?”" in _told(public)
    assert _buttons(public) == ["right", "wrong"]
    assert (private.ts, private.ephemeral) == (posted.ts, True)
    assert SHARED in _told(private)
    assert "share" not in _buttons(private)
    assert len(harbour.slack.messages) == 3


def test_share_in_a_thread(harbour: Harbour) -> None:
    """An answer that stands in a thread is shared in that thread."""
    message: Json = {"user": "U2", "text": DEPLOY, "ts": "100.2", "thread_ts": "100.1"}
    harbour.slack.shortcut(message, callback_id="who_owns_this")
    harbour.deliver()
    posted = harbour.slack.messages[-1]
    assert posted.thread_ts == "100.1"
    _click(harbour, posted, "share")
    assert [each.thread_ts for each in harbour.slack.messages[-2:]] == ["100.1", "100.1"]


def test_share_of_a_shortcut(harbour: Harbour) -> None:
    """A shared answer on somebody's message puts no words into the mouth of who looked it up."""
    harbour.slack.shortcut({"user": "U2", "text": DEPLOY}, callback_id="who_owns_this")
    harbour.deliver()
    _click(harbour, harbour.slack.messages[-1], "share")
    assert "Ana asked about: “who deploys models?”" in _told(harbour.slack.messages[-2])


def test_share_where_we_are_no_member(harbour: Harbour) -> None:
    """Sharing works in a channel that the bot was never invited to."""
    harbour.slack.add_channel("C7", "closed", is_member=False)
    harbour.know()
    _click(harbour, _asked(harbour, channel="C7"), "share")
    assert not harbour.slack.messages[-2].ephemeral
    assert {row.state for row in harbour.deliveries()} == {"sent"}


def test_judge_where_we_are_no_member(harbour: Harbour) -> None:
    """A shared answer can be judged, and shows it, in a channel that the bot isn't in."""
    harbour.slack.add_channel("C7", "closed", is_member=False)
    harbour.know()
    _click(harbour, _asked(harbour, channel="C7"), "share")
    public = harbour.slack.messages[-2]
    _click(harbour, public, "right", user="U2")
    changed = harbour.slack.messages[-1]
    assert (changed.ts, changed.ephemeral) == (public.ts, False)
    assert "Bo confirmed this answer." in _told(changed)


def test_share_of_somebody_else(harbour: Harbour) -> None:
    """Nobody shares what somebody else has asked."""
    posted = _asked(harbour)
    _click(harbour, posted, "share", user="U2", ephemeral=True)
    assert len(harbour.slack.messages) == 1
    _click(harbour, posted, "share")
    assert len(harbour.slack.messages) == 3


def test_share_where_others_read_along(harbour: Harbour) -> None:
    """Where a channel has come to be shared with others since, nothing is shared with it."""
    posted = _asked(harbour)
    assert "share" in _buttons(posted)
    harbour.slack.event({"type": "channel_shared", "channel": "C1", "event_ts": "9999999999.1"})
    _click(harbour, posted, "share")
    assert len(harbour.slack.messages) == 1


def test_no_share_where_others_read_along(harbour: Harbour) -> None:
    """In a channel that is shared with others, or that we don't know, there is no *Share*."""
    for number, flag in enumerate(("is_ext_shared", "is_pending_ext_shared", "is_archived")):
        harbour.slack.add_channel(f"C7{number}", f"seen{number}", **{flag: True})
    harbour.know()
    for channel in ("C70", "C71", "C72", "C404"):
        assert _buttons(_asked(harbour, channel=channel)) == ["right", "wrong"]
        _click(harbour, _asked(harbour, UNSURE, channel=channel), "pick_1")
        assert _buttons(harbour.slack.messages[-1]) == ["right", "wrong"]


def test_judge_what_was_shared(harbour: Harbour) -> None:
    """One's own copy of an answer that was shared offers *Share* no more, whatever is clicked."""
    _click(harbour, _asked(harbour), "share")
    _click(harbour, harbour.slack.messages[-1], "right")
    assert "share" not in _buttons(harbour.slack.messages[-1])


def test_right_in_public(harbour: Harbour) -> None:
    """What several members say of a public answer stands under it, each with their last word."""
    posted = _mentioned(harbour)
    _click(harbour, posted, "right")
    assert "Ana confirmed this answer." in _told(harbour.slack.messages[-1])
    _click(harbour, harbour.slack.messages[-1], "wrong", user="U2")
    _click(harbour, harbour.slack.messages[-1], "right", user="U9")
    shown = _told(harbour.slack.messages[-1])
    assert "Ana" in shown
    assert "Ines" in shown
    assert "confirmed this answer." in shown
    assert "Bo said that this is the wrong person." in shown
    assert "can correct it." in shown
    _click(harbour, harbour.slack.messages[-1], "right", user="U2")
    assert "wrong person." not in _told(harbour.slack.messages[-1])
    assert _verdicts(harbour) == {"U1": "right", "U2": "right", "U9": "right"}
    updates = [each for each in harbour.slack.messages if each.kind == "update"]
    assert {(each.ts, each.thread_ts) for each in updates} == {(posted.ts, posted.thread_ts)}
    assert _buttons(updates[-1]) == ["right", "wrong"]
    assert len(updates) == 4


def test_a_shared_answer_keeps_its_first_line(harbour: Harbour) -> None:
    """A shared answer still says whose question it was after somebody judged it."""
    _click(harbour, _asked(harbour), "share")
    _click(harbour, harbour.slack.messages[-2], "wrong", user="U2")
    changed = harbour.slack.messages[-1]
    assert (changed.ts, changed.ephemeral) == (harbour.slack.messages[-3].ts, False)
    assert "Ana asked: “who deploys models?”" in _told(changed)
    assert "Bo said" in _told(changed)


def test_right_in_private(harbour: Harbour) -> None:
    """Of a private answer one sees one's own verdict, in place, and can share it still."""
    posted = _asked(harbour)
    _click(harbour, posted, "wrong")
    changed = harbour.slack.messages[-1]
    assert (changed.ts, changed.ephemeral, changed.user) == (posted.ts, True, "U1")
    assert "Ana said that this is the wrong person." in _told(changed)
    assert _buttons(changed) == ["share"]
    assert _verdicts(harbour) == {"U1": "wrong"}


def test_clicked_twice_with_one_trigger(harbour: Harbour) -> None:
    """The same click that comes twice has one effect."""
    posted = _mentioned(harbour)
    for _ in range(2):
        _click(harbour, posted, "right", trigger_id="1.2.same")
    assert len([each for each in harbour.slack.messages if each.kind == "update"]) == 1


def test_guests(harbour: Harbour) -> None:
    """A guest may ask and pick, is told that they don't judge, and nothing is recorded."""
    harbour.slack.add_user("U3", "Gus", is_restricted=True)
    harbour.know()
    assert "right" not in _buttons(_asked(harbour, user="U3"))
    _click(harbour, _asked(harbour, UNSURE, user="U3"), "pick_1", user="U3")
    assert _buttons(harbour.slack.messages[-1]) == ["share"]
    public = _mentioned(harbour)
    _click(harbour, public, "right", user="U3")
    told = harbour.slack.messages[-1]
    assert (told.text, told.ephemeral, told.user) == (GUESTS_LOOK, True, "U3")
    with harbour.ledger.read(HERE) as books:
        assert [books.verdicts(asked.id) for asked in books.questions()] == [{}] * 4


def test_guests_share(harbour: Harbour) -> None:
    """A guest who shared an answer has no buttons on their own copy that they can't use."""
    harbour.slack.add_user("U3", "Gus", is_restricted=True)
    harbour.know()
    _click(harbour, _asked(harbour, user="U3"), "share", user="U3")
    assert _buttons(harbour.slack.messages[-1]) == []


@pytest.mark.parametrize(
    "options", [OPTIONS.model_copy(update={"guests_ask": False})], ids=["no guests"]
)
def test_guests_turned_away(harbour: Harbour, options: Options) -> None:
    """Where guests may not ask, their clicks do nothing."""
    assert not options.guests_ask
    harbour.slack.add_user("U3", "Gus", is_restricted=True)
    harbour.know()
    posted = _mentioned(harbour, UNSURE)
    for action in ("pick_1", "pick_2"):
        _click(harbour, posted, action, user="U3")
    assert len(harbour.slack.messages) == 1


def test_strangers(harbour: Harbour) -> None:
    """Another organisation's people, seen in a shared channel, click in vain and unanswered."""
    harbour.slack.add_user("U8", "Olaf", team_id="T0ELSE")
    posted, choice = _mentioned(harbour), _mentioned(harbour, UNSURE)
    before = len(harbour.slack.messages)
    [right] = [each for each in posted.elements if each["action_id"] == "right"]
    made = harbour.slack.click(right | {"action_id": "other"}, message=posted).payload
    unsynced = {"id": "U8", "team_id": "T0ELSE"}
    harbour.edge.receive(made | {"user": unsynced, "actions": [right], "trigger_id": "1.2.x"})
    harbour.know()
    _click(harbour, posted, "right", user="U8")
    _click(harbour, choice, "pick_1", user="U8")
    assert len(harbour.slack.messages) == before
    assert len(_questions(harbour)) == 2


def _elsewhere(harbour: Harbour) -> str:
    """The id of a question that was asked in another workspace."""
    asked = Question(None, "command", DEPLOY, None, None, "answered", 1.0, "U1", "C1")
    with harbour.ledger.open("T0ELSE", harbour.now()) as books:
        books.create("Else")
        books.roster.save_members([Member("U1", "Ana", team="T0ELSE")])
        return books.note_question(asked)


def test_questions_that_are_gone(harbour: Harbour) -> None:
    """Another workspace's question, one that was deleted, and nonsense are too old, all alike."""
    ids = [_elsewhere(harbour), "0" * 32, *NONSENSE]
    for key in ids:
        for action in ("pick_1", "pick_team", "share", "right", "wrong"):
            button: Json = {"action_id": action, "block_id": f"reply:{key}", "value": key}
            harbour.slack.click(button, message={"ts": "1.2"})
    harbour.deliver()
    told = harbour.slack.messages
    assert {(each.text, each.ephemeral) for each in told} == {(GONE, True)}
    assert len(told) == 5 * len(ids)
    assert _questions(harbour) == []


def test_values_of_nonsense(harbour: Harbour) -> None:
    """Whatever a button brings back, clicking it is answered with what is known, or not at all."""
    posted = _asked(harbour, UNSURE)
    block = posted.elements[0]["block_id"]
    for value in NONSENSE:
        for action in ("pick_1", "pick_team", "share", "right", "nonsense"):
            button: Json = {"action_id": action, "block_id": block, "value": value}
            envelope = harbour.slack.click(button, message=posted, ephemeral=True)
            assert envelope.answers == [{}]
    harbour.deliver()
    assert harbour.slack.violations == harbour.slack.pings == []
    for row in harbour.deliveries():
        assert row.state == "sent"
    assert not any("broke" in each.text for each in harbour.slack.messages)


def test_a_message_without_its_channel(harbour: Harbour) -> None:
    """A click that doesn't say where it was made is recorded, and answered to the clicker alone."""
    posted = _mentioned(harbour)
    [right] = [each for each in posted.elements if each["action_id"] == "right"]
    harbour.slack.click(right, container={"type": "message"}, channel="C1", message=None)
    harbour.deliver()
    assert _verdicts(harbour) == {"U1": "right"}
    assert [(each.kind, each.ephemeral) for each in harbour.slack.messages] == [
        ("post", False),
        ("respond", True),
    ]


SEATS = ("role:mlops-engineer", "role:ml-engineer")
LED = "Ines asked: “who deploys models?”. You are named as an owner."


def _owned(*owners: str) -> Organisation:
    """A team in #general in which whoever deploys models has these accounts."""
    people = [{"key": user.casefold(), "name": f"Owner {user}", "slack": user} for user in owners]
    seats = [
        {"role": role, "person": person["key"]} for person, role in zip(people, SEATS, strict=False)
    ]
    team: Json = {"key": "one", "name": "One", "channel": "#general", "structure": "embedded"}
    team |= {"assignments": seats}
    owned = {"organisation": "Owned", "people": people, "teams": [team]}
    return Organisation.model_validate(owned)


def _notifies(harbour: Harbour, posted: Posted, user: str = "U9", **fields: Any) -> list[Posted]:
    """What comes of a click on *Notify*; whom it pinged is looked at by the test."""
    before = len(harbour.slack.messages)
    [button] = [each for each in posted.elements if each["action_id"] == "notify"]
    given: Json = {"channel": posted.channel, "user": user} | fields
    envelope = harbour.slack.click(button, message=posted, **given)
    harbour.deliver()
    assert envelope.answers == [{}]
    assert harbour.slack.violations == []
    return harbour.slack.messages[before:]


def _pinged(harbour: Harbour) -> list[str | None]:
    """Who was pinged so far, and by now is forgotten."""
    found = [whom(one) for one in harbour.slack.pings]
    harbour.slack.pings.clear()
    return found


def test_notify_in_public(harbour: Harbour) -> None:
    """Under a public answer the owners are mentioned in its thread, once, whoever clicks."""
    harbour.take_in(_owned("U1", "U2"))
    posted = _mentioned(harbour, user="U9")
    assert _buttons(posted) == ["right", "wrong", "notify"]
    assert harbour.slack.pings == []
    [told] = _notifies(harbour, posted)
    assert (told.kind, told.channel, told.thread_ts) == ("post", "C1", posted.thread_ts)
    assert told.text == LED
    assert sorted(map(str, _pinged(harbour))) == ["U1", "U2"]
    [again] = _notifies(harbour, posted, "U2")
    assert (again.text, again.ephemeral, again.user) == (NOTIFIED_BEFORE, True, "U2")
    assert _pinged(harbour) == []


def test_notify_in_private(harbour: Harbour) -> None:
    """Of a private answer the owners are written to, and whoever asked is told whom."""
    harbour.take_in(_owned("U1", "U2"))
    posted = _asked(harbour, user="U9")
    came = _notifies(harbour, posted)
    told = {one.channel: one.text for one in came if not one.ephemeral}
    assert told == {"DU1": LED, "DU2": LED}
    [own] = [one for one in came if one.ephemeral]
    assert own.text in ("I told Owner U1 and Owner U2.", "I told Owner U2 and Owner U1.")
    assert _pinged(harbour) == []
    assert [one.text for one in _notifies(harbour, posted)] == [NOTIFIED_BEFORE]


def test_notify_what_was_shared(harbour: Harbour) -> None:
    """Under an answer that was shared the owners are mentioned, also where we are no member."""
    harbour.take_in(_owned("U1"))
    harbour.slack.add_channel("C7", "closed", is_member=False)
    harbour.know()
    _click(harbour, _asked(harbour, channel="C7", user="U9"), "share", user="U9")
    [told] = _notifies(harbour, harbour.slack.messages[-2], "U2")
    assert (told.kind, told.channel, told.ephemeral) == ("respond", "C7", False)
    assert _pinged(harbour) == ["U1"]


def test_notify_twice_at_once(harbour: Harbour) -> None:
    """The same click twice, and clicks of several people, notify everybody once."""
    harbour.take_in(_owned("U1", "U2"))
    posted = _mentioned(harbour, user="U9")
    for user, trigger in (("U9", "1.2.same"), ("U9", "1.2.same"), ("U1", "1.2.other")):
        _notifies(harbour, posted, user, trigger_id=trigger)
    assert len(_pinged(harbour)) == 2


def test_notify_whoever_owns_it_now(harbour: Harbour) -> None:
    """Whoever took over since is notified, and who was notified before isn't again."""
    harbour.take_in(_owned("U1"))
    posted = _mentioned(harbour, user="U9")
    _notifies(harbour, posted)
    assert _pinged(harbour) == ["U1"]
    harbour.take_in(_owned("U2", "U1"))
    _notifies(harbour, posted)
    assert _pinged(harbour) == ["U2"]
    harbour.take_in(_owned())
    assert [one.text for one in _notifies(harbour, posted)] == [NOBODY_TO_NOTIFY]


def test_notify_by_a_guest(harbour: Harbour) -> None:
    """A guest notifies nobody, and is told so."""
    harbour.slack.add_user("U3", "Gus", is_restricted=True)
    harbour.know()
    harbour.take_in(_owned("U1"))
    posted = _mentioned(harbour, user="U9")
    assert [one.text for one in _notifies(harbour, posted, "U3")] == [GUESTS_LOOK]
    assert "notify" not in _buttons(_asked(harbour, user="U3"))
    assert _pinged(harbour) == []


def test_notify_where_others_read_along(harbour: Harbour) -> None:
    """Where a channel has come to be shared since, nobody is mentioned in it but written to."""
    harbour.take_in(_owned("U1"))
    posted = _mentioned(harbour, user="U9")
    _opened_to_others(harbour)
    came = _notifies(harbour, posted)
    assert {(one.channel, one.ephemeral) for one in came} == {("DU1", False), ("C1", True)}
    assert _pinged(harbour) == []
