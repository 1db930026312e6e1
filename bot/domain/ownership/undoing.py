"""An act backwards: the steps that take it back, what stands in the way, and whose matter it is."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from bot.domain.act import Act
from bot.domain.checklist import Checklist
from bot.domain.fact import (
    CATALOG_KINDS,
    HERE,
    KEPT_KINDS,
    OWN,
    Body,
    Change,
    Facts,
    Subject,
    applied,
    needs,
)
from bot.domain.layer import OVER
from bot.domain.ownership.matter import matter
from bot.domain.ownership.scene import Actor
from bot.domain.ownership.served import following, platforms
from bot.domain.reply import Action

Matter = tuple[str, ...]
Homes = Callable[[str], Sequence[str]]
"""The keys of the teams that an entry belongs to, by its ref."""

_OF_TEAMS = ("team", "lead", "assignment", "override", "waiver")


def undo_button(number: int) -> Action:
    """Takes an act back with one click."""
    return Action(label=f"Undo #{number}", verb="undo", given={"number": (str(number),)})


def from_file(act: Act) -> bool:
    """Whether it changed what files say of the catalog, which is theirs to say."""
    return any(
        one.subject.kind in CATALOG_KINDS and one.subject.key[0] != OWN for one in act.changes
    )


def changed_since(act: Act, facts: Facts) -> frozenset[Subject]:
    """What isn't as the act left it; whoever only entered with it may have become anything."""
    left = {change.subject: change.after for change in _matters(act)}
    return frozenset(subject for subject, after in left.items() if facts.get(subject) != after)


def steps_back(act: Act, facts: Facts) -> tuple[Change, ...]:
    """The steps to what was before the act, its last change first.

    Whoever entered with it stays where something else names them by now.
    """
    back = _back(_matters(act), facts)
    after = applied(facts, back)
    people = [
        step
        for step in _back([one for one in act.changes if _entering(act, one)], facts)
        if None in (step.before, step.after)
    ]
    named = {need for subject, body in after.items() for need in needs(subject, body)}
    named |= {person for subject, body in after.items() for person in _on_a_list(subject, body)}
    return (*back, *(step for step in people if step.after or step.subject not in named))


def reopened(steps: Collection[Change]) -> frozenset[Matter]:
    """The matters in which somebody becomes primary again by these steps, or nobody is needed."""
    return frozenset(matter(step.subject) for step in steps if _fills(step) or _waives(step))


def decides(change: Change, matters: Collection[Matter]) -> bool:
    """Whether a change is about one of these; that somebody confirmed it decides nothing."""
    bodies = [dict(body or {}) for body in (change.before, change.after)]
    for body in bodies:
        for name in ("confirmed", "confirmed_by"):
            body.pop(name, None)
    return matter(change.subject) in matters and bodies[0] != bodies[1]


def lacking(facts: Facts) -> Mapping[Subject, Collection[Subject]]:
    """What isn't a fact though others need it, each with those."""
    found: dict[Subject, list[Subject]] = defaultdict(list)
    for subject, body in facts.items():
        for need in needs(subject, body):
            if need not in facts:
                found[need].append(subject)
    return found


def in_the_way(
    since: Sequence[Act], of: Collection[Subject], act: Act, undoings: Mapping[int, int]
) -> Act | None:
    """The newest act after this one that touched any of these and still stands."""
    standing = (
        one
        for one in reversed(since)
        if one.number not in undoings and (one.how.undoes or 0) <= act.number
    )
    return next((one for one in standing if any(c.subject in of for c in one.changes)), None)


def teams_of(act: Act, homes: Homes) -> tuple[str, ...]:
    """The keys of the teams that an act is about; none where some of it belongs to no team.

    Of teams that only follow their platform team it is the platform teams that decide: the one
    that serves them before, and the one that does after.
    """
    follow = {change.subject for change in following(act.changes)}
    teams = [
        platforms(one) if one.subject in follow else _teams(one, homes) for one in _matters(act)
    ]
    return tuple(dict.fromkeys(team for each in teams for team in each)) if all(teams) else ()


def own_of(act: Act, actor: Actor, today: date, homes: Homes) -> str | None:
    """The actor's key, where the act was theirs and about no more than what they may decide.

    That is whether they fill a role themselves, with whoever made way for it, and whom they asked.
    Only on the day of the act it is also whether somebody else is primary again, and what they led
    until this act, which they don't lead any more because of it.
    """
    if act.actor != actor.user:
        return None
    me, matters = actor.person.key, _matters(act)
    if all(one.subject.kind in KEPT_KINDS for one in matters):
        return me
    mine = {one.subject.key[:2] for one in matters if _holder(one) == me}
    others = [one for one in matters if _holder(one) != me]
    changed = {_holder(one) for one in matters if _is_first(one.before) != _is_first(one.after)}
    whole = all(
        # Whoever did something to a checklist had a part in it.
        one.subject.kind == "checklist"
        or _asked(one, me)
        or (one.subject.key[:2] in mine and (_made_way(one) or _asked_by(one, changed)))
        for one in others
    )
    if act.at.date() == today:
        return me if whole or _led_until(act, actor, homes) else None
    return me if whole and not any(_is_first(one.before) for one in others) else None


def _led_until(act: Act, actor: Actor, homes: Homes) -> bool:
    """Whether the actor leads all that the act is about, but for what it took from them."""
    given_up = {
        change.subject.key[0]
        for change in act.changes
        if change.subject.kind == "lead"
        and change.subject.key[1] == actor.person.key
        and change.after is None
    }
    teams = set(teams_of(act, homes))
    return bool(given_up & teams) and actor.leads.issuperset(teams - given_up)


def _teams(change: Change, homes: Homes) -> tuple[str, ...]:
    """The teams that a change is about: that of a fact, or those to which an entry belongs."""
    body = change.after or change.before or {}
    if change.subject.kind in KEPT_KINDS:
        return (body["team"],) if body.get("team") else ()
    if change.subject.kind == "entry":
        # What lies over a file's word doesn't say again where the entry is at home.
        return tuple(homes(change.subject.key[-1]) if body.get(OVER) else body.get("homes", ()))
    if change.subject.kind == "checklist":
        team = (change.after or change.before or {}).get("team")
        return (team,) if team else ()
    return change.subject.key[:1] if change.subject.kind in _OF_TEAMS else ()


def _matters(act: Act) -> list[Change]:
    """The changes for which the act was done."""
    return [change for change in act.changes if not _entering(act, change)]


def _entering(act: Act, change: Change) -> bool:
    """Whether it only makes somebody known, or unknown again, whom another change names."""
    body = change.after or change.before or {}
    bare = change.subject.kind == "person" and body.get("name") is body.get("email") is None
    return bare and act.source == HERE and None in (change.before, change.after)


def _on_a_list(subject: Subject, body: Body) -> Collection[Subject]:
    """The people whom a checklist names, who stay known with it."""
    if subject.kind != "checklist":
        return ()
    return [Subject("person", (key,)) for key in Checklist.model_validate(body).people]


def _back(changes: Sequence[Change], facts: Facts) -> list[Change]:
    before: dict[Subject, Body | None] = {}
    for change in changes:
        before.setdefault(change.subject, change.before)
    subjects = dict.fromkeys(change.subject for change in reversed(changes))
    steps = (Change(one, facts.get(one), before[one]) for one in subjects)
    return [step for step in steps if step.before != step.after]


def _fills(step: Change) -> bool:
    was, now = _is_first(step.before), _is_first(step.after)
    return step.subject.kind == "assignment" and now and not was


def _is_first(body: Body | None) -> bool:
    """Whether it says of somebody that they are primary."""
    return body is not None and (body.get("standing"), body.get("state")) == ("primary", "accepted")


def _waives(step: Change) -> bool:
    return step.subject.kind == "waiver" and step.before is None and step.after is not None


def _holder(change: Change) -> str | None:
    return change.subject.key[2] if change.subject.kind == "assignment" else None


def _asked(change: Change, me: str) -> bool:
    """Whether somebody was asked by this person, or was before."""
    said = [body for body in (change.before, change.after) if body is not None]
    return change.subject.kind == "assignment" and all(
        body["state"] == "pending" and body["asked_by"] == me for body in said
    )


def _made_way(change: Change) -> bool:
    """Whether somebody ended who filled the role first, or the team didn't need it, or back."""
    once = None in (change.before, change.after)
    first = _is_first(change.before or change.after)
    return once and (change.subject.kind == "waiver" or first)


def _asked_by(change: Change, people: Collection[str | None]) -> bool:
    """Whether it is no more than what one of these had asked somebody for, that ended, or back."""
    bodies = [body for body in (change.before, change.after) if body is not None]
    asked = {body.get("asked_by") for body in bodies} - {None}
    pending = [body.get("state") == "pending" for body in bodies]
    same = len({body.get("standing") for body in bodies}) == 1
    alone = all(pending) if len(bodies) == 1 else same and not any(pending)
    return change.subject.kind == "assignment" and alone and bool(asked) and asked <= {*people}
