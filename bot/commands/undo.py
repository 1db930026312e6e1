"""Undo: an act backwards; undoing an undo has it again."""

from collections.abc import Collection, Iterator, Sequence
from functools import partial

from bot.domain.act import Act
from bot.domain.fact import EDITED_KINDS, HERE, Change, Subject, applied
from bot.domain.ownership.deed import Deed, Forbidden, Objection
from bot.domain.ownership.entries import homes_of
from bot.domain.ownership.notices import in_charge
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.telling import names_in, told, told_all
from bot.domain.ownership.undoing import (
    Matter,
    changed_since,
    decides,
    from_file,
    in_the_way,
    lacking,
    own_of,
    reopened,
    steps_back,
    teams_of,
    undo_button,
)
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.reply import Reply, Section
from bot.domain.wording import bullets, listed

MOST_TOLD = 10
_HIGHEST = 2**31


def run(scene: Scene, given: Given) -> Deed:
    """Takes back the act with that change, or the actor's own newest that still stands."""
    number = given.maybe("number", int)
    act = _newest(scene) if number is None else _with_change(scene, number)
    _not_yet(scene, act)
    facts = scene.past.facts(EDITED_KINDS)
    changed = changed_since(act, facts)
    if changed:
        raise _changed(scene, act, changed)
    steps = steps_back(act, facts)
    if not steps:
        raise Objection(f"Nothing of #{act.number} is left to undo.", field="number")
    newer = _decided_since(scene, act, reopened(steps))
    if newer is not None:
        raise _decided(scene, newer)
    for need, users in lacking(applied(facts, steps)).items():
        raise _needed(scene, act, need, users)
    return Deed(
        _says(scene, act, steps),
        steps,
        teams=teams_of(act, partial(homes_of, scene)),
        own=_own(scene, act),
        undoes=act.number,
        # A file names hundreds, and told none of them when it came.
        silent=act.source != HERE,
    )


def _own(scene: Scene, act: Act) -> str | None:
    """Whose own matter it is; Forbidden where it was the actor's on the day of the act alone."""
    homes = partial(homes_of, scene)
    own, teams = own_of(act, scene.actor, scene.today, homes), teams_of(act, homes)
    was_own = own_of(act, scene.actor, act.at.date(), homes) is not None
    if own is not None or not was_own or scene.actor.looks_after(*teams):
        return own
    here = scene.organisation
    people = [one for team in teams for one in in_charge(here, here.team.get(team))]
    names = listed(dict.fromkeys(one.called for one in people)) or "a steward of the workspace"
    raise Forbidden(
        f"By yourself you could undo #{act.number} on the day of it alone, for it is about others "
        f"too; ask {names} to do it."
    )


def _newest(scene: Scene) -> Act:
    """The newest thing that the actor did, undoing aside, that stands."""
    undone, before = scene.past.undoings(), None
    while acts := scene.past.acts(actor=scene.actor.user, before=before):
        for act in acts:
            if act.how.undoes is None and act.number not in undone:
                return _with_change(scene, act.number)
        before = acts[-1].number
    raise Objection(
        "There is nothing of yours to undo; `/ownership history` lists what was done, and "
        "`/ownership undo N` takes back one of it."
    )


def _with_change(scene: Scene, number: int) -> Act:
    act = scene.past.act(number) if 0 < number < _HIGHEST else None
    if act is None:
        raise Objection(
            f"There is no change #{number}; `/ownership history` lists what was done.",
            field="number",
        )
    return act


def _not_yet(scene: Scene, act: Act) -> None:
    """Objection where the act is undone already, or belongs to the catalog."""
    undoing = scene.past.undoings().get(act.number)
    if undoing is not None:
        raise Objection(
            f"#{act.number} is undone already, with #{undoing}; undo #{undoing} to have it again.",
            field="number",
            offers=[undo_button(undoing)],
        )
    if from_file(act):
        raise Objection(
            f"#{act.number} changed the catalog, which can't be undone here; take in the catalog "
            "as it was before with `rolecall import FILE`.",
            field="number",
        )


def _changed(scene: Scene, act: Act, changed: Collection[Subject]) -> Objection:
    newer = _newer(scene, act, changed)
    if newer is None:
        return _cannot(act, "what it did has changed since")
    return Objection(
        f"{_who(scene, newer, changed)} changed that since; undo #{newer.number} first.",
        field="number",
        offers=[undo_button(newer.number)],
    )


def _decided_since(scene: Scene, act: Act, matters: Collection[Matter]) -> Act | None:
    """The newest act that still stands and decided one of these since."""
    if not matters:
        return None
    undone, found = scene.past.undoings(), None
    for since in _since(scene, act):
        for one in since:
            stands = one.number not in undone and (one.how.undoes or 0) <= act.number
            if stands and any(decides(change, matters) for change in one.changes):
                found = one
    return found


def _since(scene: Scene, act: Act) -> Iterator[Sequence[Act]]:
    """The acts after this one, oldest first, as many at once as the books give."""
    after = act.number + act.count - 1
    while since := scene.past.acts_since(after):
        yield since
        after = since[-1].number + since[-1].count - 1


def _decided(scene: Scene, newer: Act) -> Objection:
    names = names_in(scene)
    told_of = "; ".join(told_all(newer.changes, newer.count, names, 1))
    return Objection(
        f"#{newer.number} by {names.account(newer.actor)} decided since who fills that "
        f"({told_of}); undo #{newer.number} first.",
        field="number",
        offers=[undo_button(newer.number)],
    )


def _needed(scene: Scene, act: Act, need: Subject, users: Collection[Subject]) -> Objection:
    """Says what would be left without its team or its people, and what to undo before."""
    names = names_in(scene)
    called = names.team(need.key[0]) if need.kind == "team" else names.person(need.key[0])
    newer = _newer(scene, act, {need, *users})
    if newer is None:
        return _cannot(act, f"something else needs {called}")
    return Objection(
        f"#{act.number} can't be undone as things stand, for {_who(scene, newer, {need, *users})} "
        f"has to do with {called}; undo #{newer.number} first.",
        field="number",
        offers=[undo_button(newer.number)],
    )


def _cannot(act: Act, because: str) -> Objection:
    return Objection(
        f"#{act.number} can't be undone, for {because}; `/ownership history` lists by what.",
        field="number",
    )


def _newer(scene: Scene, act: Act, of: Collection[Subject]) -> Act | None:
    undone, found = scene.past.undoings(), None
    for since in _since(scene, act):
        found = in_the_way(since, of, act, undone) or found
    return found


def _who(scene: Scene, act: Act, about: Collection[Subject]) -> str:
    """“#57 by Ana Ivanova (assign: + Cy Mail as MLOps Engineer in Churn: pending)”."""
    names = names_in(scene)
    change = next(one for one in act.changes if one.subject in about)
    verb = f"{act.how.verb}: " if act.how.verb else ""
    return f"#{act.number} by {names.account(act.actor)} ({verb}{told(change, names)})"


def _says(scene: Scene, act: Act, steps: tuple[Change, ...]) -> Reply:
    lines = bullets(told_all(steps, len(steps), names_in(scene), MOST_TOLD))
    again = act.how.undoes
    headline = f"#{act.number} is undone." if again is None else f"#{again} holds again."
    section = Section(heading="What is different now", lines=lines)
    return Reply(outcome="notice", headline=headline, sections=(section,))


VERB = Verb(
    name="undo",
    title="Undo something",
    help="Takes back what was done last by you, or what was done with a change of that number.",
    who="own or lead",
    run=run,
    arguments=(
        Argument(
            "number",
            "number",
            "Number of the change",
            optional=True,
            hint="Left out, it is what you did last.",
        ),
    ),
    examples=("undo", "undo 57"),
)
