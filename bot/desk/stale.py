"""Whether somebody changed what a form or a button was made on, and how that is told."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.domain.act import Act
from bot.domain.ownership.codes import Codes
from bot.domain.ownership.deed import Deed, Objection, Tell
from bot.domain.ownership.matter import alone, matter
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.telling import names_in, told
from bot.domain.ownership.verb import Verb
from bot.domain.reply import Action, Reply

DECISIONS: Mapping[str, str | None] = {
    "accept": None,
    "decline": None,
    "confirm": "all",
    "team retire": "anyway",
    "person join": "anyway",
    "vacate": None,
    "steward remove": None,
}
"""Verbs that decide on what their button was shown with; and the word without which they ask."""

PARTS = ("vacate", "steward remove")
"""Of these, the ones that end somebody's part: that part alone has to be as it was shown."""

ASKED = ("assign",)
"""Verbs that decide on what was shown where their button is for somebody who was told of it."""

_ENTRIES = ("role", "activity", "handoff", "entry", "named", "thing")


class Stale(Objection):
    """What was shown isn't how things stand any more; it has to be looked at again."""


def check_fresh(scene: Scene, verb: Verb, deed: Deed, version: int) -> None:
    """Stale where what a deed changes was changed after change number `version`."""
    about = alone if verb.name in PARTS else matter
    # Of a checklist each line says for itself whether it is as it was shown.
    changes = [one for one in deed.changes if one.subject.kind != "checklist"]
    matters = {about(change.subject) for change in changes}
    act = scene.past.touched_since(version, matters) if matters else None
    if act is not None:
        raise Stale(f"{_by(scene, act)}. Look again at how it stands now.")


def changed_meanwhile(scene: Scene, verb: Verb, codes: Codes, version: int) -> str:
    """Who else changed what is spoken of since then, to say it before an objection; or nothing."""
    matters = frozenset(_spoken_of(scene, verb, codes))
    act = scene.past.touched_since(version, matters, scene.actor.user) if matters else None
    return (
        f"Changed meanwhile by {names_in(scene).account(act.actor)} (#{act.number}). "
        if act
        else ""
    )


def dated(reply: Reply, version: int) -> Reply:
    """The reply, whose buttons that decide something are as of this change."""
    return _dated(reply, version, DECISIONS)


def told_at(tell: Tell, version: int) -> Tell:
    """What somebody is told; also what they are asked to agree to is as of this change."""
    return replace(tell, reply=_dated(tell.reply, version, {**DECISIONS, **dict.fromkeys(ASKED)}))


def as_of(
    actions: tuple[Action, ...], version: int, decisions: Mapping[str, str | None] = DECISIONS
) -> tuple[Action, ...]:
    """The buttons, of which those that decide something are as of this change."""
    at = {"version": version}
    return tuple(one.model_copy(update=at) if _decides(one, decisions) else one for one in actions)


def _dated(reply: Reply, version: int, decisions: Mapping[str, str | None]) -> Reply:
    def now(actions: tuple[Action, ...]) -> tuple[Action, ...]:
        return as_of(actions, version, decisions)

    sections = tuple(
        one.model_copy(update={"actions": now(one.actions)}) if one.actions else one
        for one in reply.sections
    )
    return reply.model_copy(update={"sections": sections, "actions": now(reply.actions)})


def _decides(action: Action, decisions: Mapping[str, str | None]) -> bool:
    if action.form or action.verb not in decisions:
        return False
    word = decisions[action.verb]
    return word is None or word in action.given


def _by(scene: Scene, act: Act) -> str:
    names = names_in(scene)
    own = act.actor == scene.actor.user
    who = (
        "You changed this meanwhile" if own else f"Changed meanwhile by {names.account(act.actor)}"
    )
    return f"{who} (#{act.number}: {told(act.changes[0], names)})"


def _spoken_of(scene: Scene, verb: Verb, codes: Codes) -> Iterator[tuple[str, ...]]:
    """The matters that a verb's arguments name: what a team has said of an entry, else the team."""
    said = [
        (verb.argument[name].kind, one)
        for name in codes.keys() & verb.argument
        for one in codes[name]
    ]
    teams = [one.removeprefix("team:") for _, one in said if one.startswith("team:")]
    entries = [
        one for kind, one in said if kind in _ENTRIES and not one.startswith(("team:", "person:"))
    ]
    for team in teams:
        for entry in entries:
            yield ("assignment", team, entry)
            yield ("override", team, entry)
        if not entries or team not in scene.organisation.team:
            yield from (("team", team), ("lead", team))
    if not teams:
        yield from (("entry", entry) for entry in entries)
