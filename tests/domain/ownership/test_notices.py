"""Who is told of a change, in which words, and with which buttons."""

import pytest

from bot.domain.answer import notice
from bot.domain.fact import Body, Change, Subject
from bot.domain.organisation import Organisation
from bot.domain.ownership.deed import Deed, Tell
from bot.domain.ownership.notices import in_charge, notices
from tests.domain.ownership.scenes import scene_of
from tests.example import KEEPER, MAKER, acme, platform, product

ACME = acme(platform(), product(leads=["c"]), stewards=["d"])
PENDING: Body = {"standing": "primary", "state": "pending", "until": None, "asked_by": "b"}
ACCEPTED: Body = {**PENDING, "state": "accepted", "asked_by": None}
OFFERED: Body = {**PENDING, "asked_by": "a"}
TO_CHANGE: Body = {**ACCEPTED, "asked_by": "b"}
BACKUP = {"standing": "backup"}


def _step(before: Body | None, after: Body | None, who: str = "a", role: str = MAKER) -> Change:
    return Change(Subject("assignment", ("one", role, who)), before, after)


def _tells(
    user: str,
    *changes: Change,
    here: Organisation = ACME,
    after: Organisation | None = None,
    because: str | None = None,
) -> tuple[Tell, ...]:
    deed = Deed(notice("Done."), changes, because=because)
    return notices(scene_of(here, user), deed, after or here)


def _told(user: str, *changes: Change, because: str | None = None) -> dict[str, str]:
    """What who hears, by their keys."""
    tells = _tells(user, *changes, because=because)
    return {tell.user.removeprefix("U"): tell.reply.headline for tell in tells}


ASKS = {"a": "B asks you to be Maker in One."}
NOT_AS_BACKUP = "A declined to be the backup for Maker in One."
OFFERS = {"c": "A offers to be Maker in One."}


@pytest.mark.parametrize(
    ("user", "before", "after", "told"),
    [
        ("Ub", None, PENDING, ASKS),
        ("Ub", None, {**PENDING, **BACKUP}, {"a": "B asks you to be Maker in One as backup."}),
        (
            "Ub",
            None,
            {**PENDING, "until": "2026-12-31"},
            {"a": ASKS["a"][:-1] + " until 2026-12-31."},
        ),
        ("Ub", PENDING, {**PENDING, **BACKUP}, {"a": "B asks you to be Maker in One as backup."}),
        ("Ub", PENDING, {**PENDING, "asked": "2026-12-01"}, {}),
        ("Ub", ACCEPTED, TO_CHANGE, {"a": "B asks you to be Maker in One as backup."}),
        ("Ub", {**ACCEPTED, **BACKUP}, {**TO_CHANGE, **BACKUP}, ASKS),
        ("Ua", None, OFFERED, OFFERS),
        ("Ua", PENDING, ACCEPTED, dict.fromkeys("bc", "A accepted: they are Maker in One.")),
        ("Ua", PENDING, None, dict.fromkeys("bc", "A declined to be Maker in One.")),
        ("Ua", {**PENDING, **BACKUP}, None, dict.fromkeys("bc", NOT_AS_BACKUP)),
        ("Ua", TO_CHANGE, ACCEPTED, dict.fromkeys("bc", NOT_AS_BACKUP)),
        (
            "Ua",
            {**TO_CHANGE, **BACKUP},
            {**ACCEPTED, **BACKUP},
            dict.fromkeys("bc", "A declined to be Maker in One."),
        ),
        (
            "Ua",
            {**TO_CHANGE, **BACKUP},
            ACCEPTED,
            dict.fromkeys("bc", "A accepted: they are Maker in One."),
        ),
        ("Ua", OFFERED, None, {"c": "A no longer offers to be Maker in One."}),
        ("Ua", ACCEPTED, None, {"c": "A gave up being Maker in One."}),
        ("Ua", TO_CHANGE, None, dict.fromkeys("bc", "A gave up being Maker in One.")),
        (
            "Ua",
            {**ACCEPTED, **BACKUP},
            None,
            {"c": "A gave up being the backup for Maker in One."},
        ),
        (
            "Ua",
            {**ACCEPTED, **BACKUP},
            {**PENDING, **BACKUP},
            dict.fromkeys("bc", "A takes back having agreed to be the backup for Maker in One."),
        ),
        ("Ua", {**ACCEPTED, **BACKUP}, ACCEPTED, {"c": "A took over as Maker in One."}),
        ("Uc", OFFERED, ACCEPTED, {"a": "You are now Maker in One (C)."}),
        ("Uc", OFFERED, None, {"a": "Declined: your offer to be Maker in One (C)."}),
        ("Uc", PENDING, None, {"a": "You are no longer asked to be Maker in One (C)."}),
        (
            "Uc",
            {**PENDING, **BACKUP},
            None,
            {"a": "You are no longer asked to be the backup for Maker in One (C)."},
        ),
        (
            "Uc",
            TO_CHANGE,
            ACCEPTED,
            {"a": "You are no longer asked to be the backup for Maker in One (C)."},
        ),
        ("Uc", ACCEPTED, None, {"a": "You are no longer Maker in One (C)."}),
        ("Uc", TO_CHANGE, None, {"a": "You are no longer Maker in One (C)."}),
        (
            "Uc",
            {**ACCEPTED, **BACKUP},
            None,
            {"a": "You are no longer the backup for Maker in One (C)."},
        ),
        ("Uc", None, ACCEPTED, {"a": "You are now Maker in One (C)."}),
        ("Uc", ACCEPTED, {**ACCEPTED, "confirmed": "2026-12-01"}, {}),
        (
            "Uc",
            ACCEPTED,
            {**ACCEPTED, "until": "2026-12-31"},
            {"a": "You are now Maker in One until 2026-12-31 (C)."},
        ),
        (
            "Uc",
            {**ACCEPTED, "until": "2026-12-31"},
            ACCEPTED,
            {"a": "You are now Maker in One without an end (C)."},
        ),
        ("Ua", {**ACCEPTED, "until": "2026-12-31"}, ACCEPTED, {}),
    ],
)
def test_who_hears_what(
    user: str, before: Body | None, after: Body | None, told: dict[str, str]
) -> None:
    """Whoever it concerns hears what was done, whoever did it doesn't."""
    assert _told(user, _step(before, after)) == told


def test_reason() -> None:
    """A reason is told with what it is for."""
    assert _told("Ua", _step(ACCEPTED, None), because="it is late.") == {
        "c": "A gave up being Maker in One, because it is late."
    }
    assert _told("Uc", _step(ACCEPTED, None), because="it is late.") == {
        "a": "You are no longer Maker in One, because it is late (C)."
    }


def test_buttons() -> None:
    """A request and an offer are answered with one click each, which carries what they are of."""
    seat = {"role": (MAKER,), "team": ("team:one",)}
    [asked] = _tells("Ub", _step(None, PENDING))
    assert [(one.label, one.verb, one.given) for one in asked.reply.actions] == [
        ("Accept", "accept", seat),
        ("Decline", "decline", seat),
    ]
    [offered] = _tells("Ua", _step(None, OFFERED))
    assert [(one.label, one.verb, one.given) for one in offered.reply.actions] == [
        ("Approve", "accept", seat | {"person": ("Ua",)}),
        ("Decline", "decline", seat | {"person": ("Ua",)}),
    ]
    for reply in (asked.reply, offered.reply):
        assert [one.style for one in reply.actions] == ["primary", None]
        assert not any(one.form or one.confirm for one in reply.actions)


def test_several_things() -> None:
    """Whom several things concern is told of all in one message, each with its own buttons."""
    [tell] = _tells("Ub", _step(None, PENDING), _step(None, PENDING, role=KEEPER))
    assert (tell.user, tell.reply.headline, tell.reply.actions) == ("Ua", "About your roles:", ())
    first, second = tell.reply.sections
    assert [one.given["role"] for one in first.actions] == [(MAKER,)] * 2
    assert [one.given["role"] for one in second.actions] == [(KEEPER,)] * 2


OVER: Body = {**ACCEPTED, "until": "2026-11-30"}
LAST_DAY: Body = {**ACCEPTED, "until": "2026-12-01"}


@pytest.mark.parametrize(
    ("user", "before", "after", "told"),
    [
        ("Ub", OVER, None, {}),
        ("Ub", None, OVER, {}),
        ("Ub", LAST_DAY, None, {"a": "You are no longer Maker in One (B)."}),
        ("Ub", OVER, ACCEPTED, {"a": "You are now Maker in One (B)."}),
        ("Ua", OVER, ACCEPTED, {"c": "A took over as Maker in One."}),
    ],
)
def test_what_was_over(
    user: str, before: Body | None, after: Body | None, told: dict[str, str]
) -> None:
    """What had its last day before is nothing: it neither ends nor goes on, but begins anew."""
    assert _told(user, _step(before, after)) == told


def test_handing_over() -> None:
    """Whoever accepts is told by name to whom they follow, in one deed."""
    told = _told("Ua", _step(PENDING, ACCEPTED), _step(ACCEPTED, None, who="e"))
    assert told == {
        "b": "A accepted: they are Maker in One.",
        "c": "A accepted: they are Maker in One.",
        "e": "You are no longer Maker in One (A).",
    }


def test_who_cant_be_told() -> None:
    """Who has no account or has left gets no message; nor does anybody twice."""
    people = [{"key": "a"}, {"key": "b", "name": "B", "slack": "Ub"}]
    nobody = Organisation.model_validate({"organisation": "Acme", "people": people})
    assert _tells("Ub", _step(None, PENDING), here=nobody) == ()
    assert _tells("Ub", _step(None, PENDING), here=acme(platform(), product(), gone="a")) == ()
    lead = acme(platform(), product(leads=["b"]))
    tells = _tells("Ua", _step(PENDING, ACCEPTED), here=lead)
    assert [tell.user for tell in tells] == ["Ub"]


def test_what_is_gone() -> None:
    """Of a team, a role or a person that is gone the key is told, or the name that it had."""
    gone = Change(Subject("assignment", ("old", "role:odd", "a")), ACCEPTED, None)
    assert _told("Uc", gone) == {"a": "You are no longer role:odd in old (C)."}
    without = Organisation.model_validate({"organisation": "Acme", "people": ACME.people})
    [tell] = _tells("Ub", _step(ACCEPTED, None), after=without)
    assert tell.reply.headline == "You are no longer Maker in One (B)."


def test_only_the_key_differs() -> None:
    """Nobody is told that their assignments stand under another key of theirs now."""
    people = [one.model_copy(update={"key": "z"}) if one.key == "a" else one for one in ACME.people]
    after = Organisation.model_validate({"organisation": "Acme", "people": people})
    steps = (_step(ACCEPTED, None), _step(None, ACCEPTED, who="z"))
    assert _tells("Uc", *steps, after=after) == ()
    assert len(_tells("Uc", *steps)) == 1


def test_other_changes() -> None:
    """What is about no assignment is told to nobody, but what the verb itself tells."""
    lead = Change(Subject("lead", ("one", "a")), None, {})
    assert _tells("Uc", lead) == ()
    own = Tell("Ue", notice("By the way."))
    deed = Deed(notice("Done."), (lead,), tells=(own,))
    assert notices(scene_of(ACME, "Uc"), deed, ACME) == (own,)


@pytest.mark.parametrize(
    ("leads", "stewards", "gone", "charge"),
    [
        ("bc", "d", "", "bc"),
        ("bc", "d", "b", "c"),
        ("b", "d", "b", "d"),
        ("", "de", "", "de"),
        ("", "d", "d", ""),
        ("", "", "", ""),
    ],
)
def test_in_charge(leads: str, stewards: str, gone: str, charge: str) -> None:
    """Whoever leads the team and is here, else the stewards who are."""
    here = acme(platform(), product(leads=[*leads]), stewards=[*stewards], gone=gone)
    assert [one.key for one in in_charge(here, here.team["one"])] == [*charge]
    assert {one.key for one in in_charge(here, None)} == {*stewards} - {*gone}
