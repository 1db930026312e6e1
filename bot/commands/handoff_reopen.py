"""Reopen a handoff that was done or cancelled: it goes on where it ended."""

from dataclasses import replace

from bot.domain.checklist import reopened
from bot.domain.ownership.checklists import KIND, Going, numbered
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb


def run(scene: Scene, given: Given) -> Deed:
    """Opens it again with all that was ticked; both sides are told."""
    going = numbered(scene, given)
    now = going.now
    going.check(f"Reopening {going.called}", (now.giver, now.receiver, now.started.by))
    if now.state == "open":
        raise Objection(f"{going.title} is open already.", field="number", offers=[going.show])
    after = Going(scene, going.number, reopened(now))
    told = after.both(f"{scene.actor.person.called} reopened {going.called}; it goes on.")
    text = f"{going.called} is open again, as it was. {after.standing()}."
    deed = going.becomes(after.now, text, tells=told)
    return replace(deed, soon=(f"{KIND} {going.number}",))


VERB = Verb(
    name="handoff reopen",
    title="Reopen a handoff",
    help="Opens a handoff again that was done or cancelled, with all that was ticked.",
    who="own or lead",
    run=run,
    arguments=(Argument("number", "number", "Number of the handoff"),),
    examples=("handoff reopen 4",),
)
