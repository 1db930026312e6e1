"""Accept a handoff: one side takes it as done, and with both sides it is."""

from bot.domain.checklist import OTHER, SIDES, Checklist, accepted
from bot.domain.ownership.checklists import Going, running
from bot.domain.ownership.deed import Deed, Forbidden, Objection
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.wording import listed


def run(scene: Scene, given: Given) -> Deed:
    """Accepts it for the actor's own side."""
    going = running(scene, given)
    if not going.mine:
        names = listed((going.side(side).called for side in SIDES), "or")
        raise Forbidden(f"A yes is one's own: only {names} can accept {going.called}.")
    if not going.now.complete:
        left = listed(str(one.number) for one in going.now.left)
        raise Objection(
            f"{going.title} isn't all ticked yet: {left} {_are(going.now)} left. "
            f"{going.standing()}.",
            field="number",
            offers=[going.show],
        )
    now = going.now
    for side in going.mine:
        now = accepted(now, side, going.word)
    if now == going.now or set(going.mine) <= set(going.now.accepted):
        waits = listed(going.side(side).called for side in SIDES if side not in going.now.accepted)
        raise Objection(
            f"You accepted {going.called} already; it waits for {waits}.", field="number"
        )
    return _deed(going, now)


def _deed(going: Going, now: Checklist) -> Deed:
    if now.state == "done":
        text = f"{going.called} is done: both sides accepted it."
        return going.becomes(now, text, tells=going.both(text))
    [side] = going.mine
    waits = going.side(OTHER[side]).called
    me = going.scene.actor.person.called
    says = f"{me} accepted {going.called}; it is done once you do too."
    asks = going.tell(OTHER[side], going.notice(says, going.accept, going.show))
    return going.becomes(
        now, f"You accepted {going.called}; it waits for {waits}.", tells=tuple(asks)
    )


def _are(now: Checklist) -> str:
    return "is" if len(now.left) == 1 else "are"


VERB = Verb(
    name="handoff accept",
    title="Accept a handoff",
    help="Takes a handoff as done for your side, once all is ticked; with both sides it is.",
    who="members",
    run=run,
    arguments=(Argument("number", "number", "Number of the handoff"),),
    examples=("handoff accept 4",),
)
