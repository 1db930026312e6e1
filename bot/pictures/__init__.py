"""Pictures of who owns what, as PNG or SVG; one kind a module in `kinds`, each under `PICTURE`.

What draws is an extra, and is imported when the first picture is drawn.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Literal

from bot.domain.catalog import Catalog
from bot.domain.checklist import Checklist
from bot.domain.organisation import Organisation, Team
from bot.domain.ownership.coverage import Share
from bot.errors import RolecallError

if TYPE_CHECKING:
    from bot.pictures.sheet import Sheet

Form = Literal["png", "svg"]
FORMS: tuple[Form, ...] = ("png", "svg")
_TURN = Lock()
"""What draws keeps what it knows of fonts and settings in one place for all threads."""

KINDS = ("coverage", "handoffs", "matrix", "structures")
"""What there are pictures of, without a look at what draws them."""


class NotInstalled(RolecallError):
    """What draws isn't there."""


@dataclass(frozen=True)
class Told:
    """What a picture tells of; `team` alone where there is one, else the whole organisation.

    A part that nobody confirmed for more than `confirm_days` counts as unconfirmed. `checklists`
    are those that go on, `past` has a share for each day, the oldest first.
    """

    catalog: Catalog
    organisation: Organisation
    today: date
    confirm_days: int
    team: Team | None = None
    checklists: tuple[Checklist, ...] = ()
    past: tuple[Share, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A kind of picture: `put` draws what is told on a sheet of the size that it needs."""

    name: str
    put: Callable[[Told, bool], "Sheet"]


def available() -> bool:
    """Whether pictures can be drawn here."""
    return find_spec("matplotlib") is not None


def check_available() -> None:
    """NotInstalled where pictures can't be drawn here, with what installs what is missing."""
    if not available():
        raise NotInstalled(
            "Pictures need Matplotlib, which isn't installed: run `make pictures`, or "
            "`pip install 'rolecall[pictures]'`."
        )


def draw(picture: Picture, told: Told, *, form: Form, dark: bool = False) -> bytes:
    """The picture as a file; the same is told by the same bytes where it is SVG.

    `wiring.drawn` finds both. Threads take turns.
    """
    with _TURN:
        return picture.put(told, dark).written(form)
