"""List digests: what channels hear and when, of the teams that the actor looks after."""

from bot.domain.answer import notice
from bot.domain.ownership.deed import Deed
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.subscriptions import buttons, called, every, named, when
from bot.domain.ownership.verb import Given, Verb
from bot.domain.reply import Action, Reply, Section
from bot.domain.subscription import Subscription
from bot.domain.wording import bullets, lines

MOST_WITH_BUTTONS = 8


def run(scene: Scene, _: Given) -> Deed:
    """Every subscription with its number, and what can be done with it."""
    found = {key: told for key, told in every(scene).items() if _theirs(scene, told)}
    add = Action(label="Add one", verb="digest add", form=True)
    if not found:
        text = "No channel hears anything regularly yet that you look after."
        return Deed(notice(text).model_copy(update={"actions": (add,)}))
    told = list(found.items())
    sections = [
        Section(
            heading=None,
            lines=lines(_line(scene, key, one)),
            actions=tuple(buttons(key, one)),
        )
        for key, one in told[:MOST_WITH_BUTTONS]
    ]
    rest = told[MOST_WITH_BUTTONS:]
    if rest:
        more = bullets(_line(scene, key, one) for key, one in rest)
        sections.append(Section(heading=None, lines=more))
    return Deed(
        Reply(
            outcome="notice",
            headline="What channels hear regularly:",
            sections=tuple(sections),
            actions=(add,),
        )
    )


def _theirs(scene: Scene, told: Subscription) -> bool:
    own = told.by == scene.actor.user
    return own or scene.actor.looks_after(*([told.team] if told.team else []))


def _line(scene: Scene, key: str, told: Subscription) -> str:
    what = f"{key}: {called(scene, told.channel)} hears of {named(scene, told)} {told.rhythm}"
    if told.paused is not None:
        return f"{what}; paused: {told.paused}."
    well = ", also when all is well" if told.well else ""
    return f"{what}{well}; next on {when(told, scene.now)}."


VERB = Verb(
    name="digest list",
    title="What channels hear",
    help="Lists what channels hear regularly and when, with buttons to change it.",
    who="members",
    run=run,
    writes=False,
    examples=("digest list",),
)
