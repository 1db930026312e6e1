"""Who may ask, and where others read along."""

from dataclasses import replace

import pytest

from bot.domain.member import Channel, Member
from bot.slack.gate import Place, Standing, place, standing
from bot.slack.incoming import Incoming
from tests.slack.conftest import OPTIONS

HOME, ELSEWHERE = "T1", "T2"
MEMBER = Member("U1", "Ana", team=HOME)
GUEST = replace(MEMBER, guest=True)
GENERAL = Channel("C1", "general", shared=False)
TEAMS = (HOME, None, ELSEWHERE, "")


def _by(team: str | None = HOME, *, outside: bool = False) -> Incoming:
    return Incoming("mention", "U1", team, "C1", "who?", ("k",), ts="1.2", outside=outside)


def _standings(member: Member | None, *, guests_ask: bool = True) -> list[Standing]:
    """What somebody is with the payload's word for each team: ours, none, another, an empty one."""
    options = OPTIONS.model_copy(update={"guests_ask": guests_ask})
    return [standing(_by(team), member, HOME, options) for team in TEAMS]


def test_nobody_known() -> None:
    """Somebody of whom nothing is known yet may ask if the payload says that they are ours."""
    assert _standings(None) == ["member", "stranger", "stranger", "stranger"]


@pytest.mark.parametrize("team", [HOME, None])
def test_member(team: str | None) -> None:
    """A member may ask, unless the payload says that the account is another workspace's."""
    known = replace(MEMBER, team=team)
    assert _standings(known) == ["member", "member", "stranger", "stranger"]
    assert _standings(known, guests_ask=False) == _standings(known)


@pytest.mark.parametrize("team", [HOME, None])
def test_guest(team: str | None) -> None:
    """A guest asks where the options let guests, and is else told so; never a stranger's guest."""
    known = replace(GUEST, team=team)
    assert _standings(known) == ["guest", "guest", "stranger", "stranger"]
    turned_away = ["guest turned away", "guest turned away", "stranger", "stranger"]
    assert _standings(known, guests_ask=False) == turned_away


@pytest.mark.parametrize("member", [MEMBER, GUEST])
@pytest.mark.parametrize(
    "changed", [{"team": ELSEWHERE}, {"deleted": True}, {"bot": True}], ids=lambda c: next(iter(c))
)
def test_strangers(member: Member, changed: dict[str, object]) -> None:
    """Other organisations' people, deactivated accounts and bots get nothing, whatever is said."""
    for guests_ask in (True, False):
        found = _standings(replace(member, **changed), guests_ask=guests_ask)  # type: ignore[arg-type]
        assert set(found) == {"stranger"}


@pytest.mark.parametrize(
    ("channel", "outside", "expected"),
    [
        (GENERAL, False, Place("general", open=True)),
        (GENERAL, True, Place("general", open=False)),
        (replace(GENERAL, shared=True), False, Place("general", open=False)),
        (replace(GENERAL, shared=True), True, Place("general", open=False)),
        (replace(GENERAL, gone=True), False, Place(None, open=False)),
        (replace(GENERAL, gone=True, shared=True), True, Place(None, open=False)),
        (None, False, Place(None, open=False)),
        (None, True, Place(None, open=False)),
    ],
)
def test_places(channel: Channel | None, expected: Place, *, outside: bool) -> None:
    """Only a channel that is known, there, and shared with nobody by any word is open."""
    assert place(_by(outside=outside), channel) == expected
