"""Who is turned away at `/ownership`, and what is said where a form doesn't open."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot import wiring
from bot.desk.by import By
from bot.domain.act import How
from bot.slack import views
from bot.slack.buttons import Pressed
from bot.slack.find_owner import FIND, NO_FORM, FindOwner
from bot.slack.gate import NOT_FOR_GUESTS
from bot.slack.incoming import Click, Incoming, reference
from bot.slack.options import Options
from bot.slack.ownership import NOT_HERE, Ownership
from bot.slack.web_api import SlackTrouble
from tests.fake_slack import View
from tests.slack.conftest import HERE, OPTIONS, Harbour

WORDS = "take MLOps Engineer in Churn"
GUEST, STRANGER = "U3", "U8"
TURNED_AWAY = OPTIONS.model_copy(update={"guests_ask": False})


def _unopened(*_: object) -> None:
    raise SlackTrouble("expired")


@pytest.fixture
def room(harbour: Harbour, root: Path) -> Ownership:
    """`/ownership` in the harbour, to which a guest and somebody of elsewhere have come."""
    harbour.slack.add_user(GUEST, "Gus", is_restricted=True)
    harbour.slack.add_user(STRANGER, "Olaf", team_id="T0ELSE")
    harbour.know()
    desk, nothing = wiring.desk(root), lambda: None
    made = Ownership(harbour.ledger, desk, harbour.options, harbour.now, nothing, _unopened)
    made.register(harbour.edge.app)
    return made


def _form(harbour: Harbour, room: Ownership, who: str, verb: str | None) -> View:
    """The form of a verb, or the menu, as somebody sees it who may have got it long ago."""
    by = By(who, HERE, "command", "ref", harbour.now())
    with harbour.ledger.read(HERE) as books:
        form = room.desk.form(books, by, verb, {}) if verb else room.desk.menu(books, by)
    assert form is not None
    return harbour.slack.open_view(who, views.view(form))


def _refused(harbour: Harbour) -> list[tuple[str, str | None, str | None, str]]:
    """Who was refused which verb, where, and what they had said; oldest first."""
    with harbour.ledger.read(HERE) as books:
        found = reversed(books.refusals())
    return [(one.actor, one.how.verb, one.how.surface, one.words) for one in found]


def test_strangers_are_written_down(harbour: Harbour, room: Ownership) -> None:
    """Another organisation's people get nothing, and what they wanted is kept."""
    view = _form(harbour, room, STRANGER, "steward add")
    envelopes = [
        harbour.slack.command(WORDS, command="/ownership", user=STRANGER),
        harbour.slack.submit(view, {"person": "U1"}),
    ]
    assert [one.answers for one in envelopes] == [[{}], [{}]]
    keys = ("trigger 1.2.x",)
    by = Incoming("click", STRANGER, "T0ELSE", "C1", "", keys, response_url="http://127.0.0.1:9/x")
    pressed = Pressed("below", "take", {}, form=False)
    room.press(HERE, Click(by, "do_1", "", "", ephemeral=False), pressed)

    command, form, click = _refused(harbour)
    assert command == (STRANGER, "take", "command", WORDS)
    assert form == (STRANGER, "steward add", "form", "steward add")
    assert (click[0], click[2]) == (STRANGER, "click")
    with harbour.ledger.read(HERE) as books:
        newest = books.refusals(1)[0]
        assert books.deliveries() == ()
    assert newest.because == NOT_HERE["stranger"]
    assert replace(newest.how, verb=None) == How(None, "click", "T0ELSE", "C1", reference(keys))


@pytest.mark.parametrize("options", [TURNED_AWAY], ids=["no guests"])
def test_guests_turned_away_are_written_down(harbour: Harbour, room: Ownership) -> None:
    """Where guests may not ask they are told so, and what they wanted is kept."""
    assert room.options == TURNED_AWAY
    [told] = harbour.slack.command("xyzzy", command="/ownership", user=GUEST).answers
    assert told["text"] == NOT_FOR_GUESTS
    assert _refused(harbour) == [(GUEST, None, "command", "xyzzy")]


def test_a_guest_opens_no_form_of_a_change(harbour: Harbour, room: Ownership) -> None:
    """A guest who chooses a change in the menu is told at once; what only looks opens."""
    view = _form(harbour, room, GUEST, None)
    [told] = harbour.slack.submit(view, {"verb": "take"}).answers
    assert "Guests can look but change nothing" in str(told["view"])
    assert "submit" not in told["view"]
    assert _refused(harbour) == [(GUEST, "take", "form", "take")]

    view = _form(harbour, room, GUEST, None)
    [told] = harbour.slack.submit(view, {"verb": "show"}).answers
    assert "submit" in told["view"]


def test_a_form_that_does_not_open(harbour: Harbour, room: Ownership) -> None:
    """Whoever wants a form that Slack doesn't open is told how to write it instead."""
    [told] = harbour.slack.command("take", command="/ownership").answers
    usage = room.desk.verbs["take"].usage
    assert told["text"] == (
        f"Slack didn't open the form; write it as `/ownership {usage}` instead."
    )


def test_find_an_owner_does_not_open(harbour: Harbour) -> None:
    """Who wants “Find an owner” is written to where Slack doesn't open it."""
    options: Options = harbour.options
    given = (harbour.ledger, harbour.finders, options, harbour.now, _unopened)
    FindOwner(*given).register(harbour.edge.app)
    assert harbour.slack.global_shortcut(callback_id=FIND, user="U2").answers == [{}]
    harbour.deliver()
    [told] = harbour.slack.messages
    assert (told.channel, told.text) == ("DU2", NO_FORM)
