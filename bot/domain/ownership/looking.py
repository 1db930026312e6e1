"""What offers to look at something in a browser, where there are pages to look at."""

from bot.domain.ownership.codes import code
from bot.domain.ownership.naming import Thing
from bot.domain.ownership.scene import Scene
from bot.domain.reply import Action


def in_browser(scene: Scene, what: Thing | None = None) -> tuple[Action, ...]:
    """A button for a link that whoever clicks it alone gets; none where nobody could follow one."""
    if scene.link is None or scene.actor.guest:
        return ()
    given = {"what": (code(what),)} if what is not None else {}
    return (Action(label="Open in the browser", verb="pages", given=given),)
