"""What came of a verb: what changes, what is said to whom, or why nothing was done."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.fact import Change
from bot.domain.first_steps import StepName
from bot.domain.reply import Action, Reply
from bot.errors import RolecallError


@dataclass(frozen=True)
class Tell:
    """A message for one person, by their Slack user id."""

    user: str
    reply: Reply


@dataclass(frozen=True)
class Deed:
    """What a verb would do.

    `teams` are the keys of the teams that it concerns, `own` the key of the person whose own
    matter it is: both say who may. `because` is the reason that was given. `undoes` is the number
    of the act that this undoes. A `silent` deed tells nobody but whoever does it. `soon` names what
    is due at once because of it, such as `send 3`. `step` is a first step that is skipped with it,
    or with True kept as it is here.
    """

    says: Reply
    changes: tuple[Change, ...] = ()
    teams: tuple[str, ...] = ()
    own: str | None = None
    because: str | None = None
    undoes: int | None = None
    silent: bool = False
    tells: tuple[Tell, ...] = ()
    soon: tuple[str, ...] = ()
    step: tuple[StepName, bool] | None = None


class Objection(RolecallError):
    """A verb can't be done as it was said: the sentence says why and what to do next.

    `field` is the argument that it is about; `offers` are the nearest right things.
    """

    def __init__(
        self, sentence: str, *, field: str | None = None, offers: Sequence[Action] = ()
    ) -> None:
        self.field = field
        self.offers = tuple(offers)
        super().__init__(sentence)


class Forbidden(Objection):
    """Whoever wanted it may not; the sentence says who may."""
