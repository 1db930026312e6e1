"""A scene for a verb, without a store: the organisation as it was taken in, and what was done."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import ClassVar

from bot.domain.act import Act
from bot.domain.answer import notice
from bot.domain.catalog import Catalog
from bot.domain.fact import Body, Facts, Kind, Subject, organisation_facts
from bot.domain.member import Channel, Member
from bot.domain.organisation import Organisation, Person
from bot.domain.ownership.matter import belongs
from bot.domain.ownership.nudge import Nudge
from bot.domain.ownership.rules import Rules
from bot.domain.ownership.scene import Actor, Scene
from bot.domain.reply import Reply
from bot.domain.subscription import Subscription
from tests.example import TODAY, small

RULES = Rules(pending_days=7, confirm_days=90, most_roles=2)
HERE = "T1"


@dataclass(frozen=True)
class Written:
    """What is written down: facts, and acts with the oldest first."""

    stored: Facts
    done: tuple[Act, ...] = ()
    undone: Mapping[int, int] = field(default_factory=dict)
    catalog_source: str | None = None

    def settled_steps(self) -> dict[str, bool]:
        """No first step was skipped."""
        return {}

    def fact(self, subject: Subject) -> Body | None:
        """What is stored of this."""
        return self.stored.get(subject)

    def last(self, subject: Subject) -> Body | None:
        """What is stored of this, or was last."""
        changes = (one for act in self.done for one in act.changes if one.subject == subject)
        *_, body = (None, *(one.after or one.before for one in changes))
        return self.stored.get(subject) or body

    def former(self, kind: Kind) -> tuple[tuple[Subject, Body], ...]:
        """What everything of a kind was before."""
        changes = (one for act in self.done for one in act.changes if one.subject.kind == kind)
        return tuple((one.subject, one.before) for one in changes if one.before is not None)

    def facts(self, kinds: Collection[Kind]) -> Facts:
        """Everything of these kinds."""
        return {one: body for one, body in self.stored.items() if one.kind in kinds}

    def acts(
        self,
        limit: int = 20,
        *,
        actor: str | None = None,
        of: tuple[str, ...] = (),
        before: int | None = None,
    ) -> tuple[Act, ...]:
        """The newest acts, newest first."""
        wanted = (
            act
            for act in reversed(self.done)
            if actor in (None, act.actor)
            and (before is None or act.number < before)
            and (not of or any(set(of) & set(change.subject.key) for change in act.changes))
        )
        return tuple(wanted)[:limit]

    def act(self, number: int) -> Act | None:
        """The act of this number."""
        return next((act for act in self.done if act.number == number), None)

    def acts_since(self, number: int) -> tuple[Act, ...]:
        """The acts after this number."""
        return tuple(act for act in self.done if act.number > number)

    def touched_since(
        self, number: int, matters: Collection[tuple[str, ...]], but: str | None = None
    ) -> Act | None:
        """The newest act after this number that changed one of these matters."""
        newer = (act for act in reversed(self.done) if act.number > number and act.actor != but)
        return next(
            (act for act in newer if any(belongs(one.subject, matters) for one in act.changes)),
            None,
        )

    def undoings(self) -> Mapping[int, int]:
        """Acts that are undone."""
        return self.undone


class Nowhere:
    """A search in which nothing is found."""

    def leads_to(self, catalog: Catalog, words: str, /) -> str | None:
        """Nothing."""
        del catalog, words
        return None

    def close_to(self, catalog: Catalog, words: str, /) -> tuple[str, ...]:
        """Nothing."""
        del catalog, words
        return ()

    def says(self, words: str, /) -> bool:
        """Any words will do."""
        return bool(words)


class Unheard:
    """Rounds in which no channel hears anything, and nobody is reminded."""

    names: ClassVar[Mapping[str, str]] = {}

    def preview(self, told: Subscription, key: str | None, /) -> Reply:
        """Nothing."""
        del told, key
        return notice("There is nothing to tell.")

    def coming(self, what: str, /) -> datetime | None:
        """Nothing."""
        return dict[str, datetime]().get(what)

    def channel(self, which: str, /) -> Channel | None:
        """Nothing."""
        return dict[str, Channel]().get(which)

    def concerns(self, user: str, /) -> tuple[Nudge, ...]:
        """Nothing."""
        del user
        return ()


def scene_of(
    organisation: Organisation,
    user: str = "Ua",
    *,
    steward: bool = False,
    guest: bool = False,
    members: Iterable[Member] = (),
    catalog: Catalog | None = None,
    done: tuple[Act, ...] = (),
) -> Scene:
    """The scene in which somebody acts who has this account."""
    known = {member.id: member for member in members}
    person = organisation.account.get(user) or Person(key=user, name=user, slack=user)
    leads = frozenset(team.key for team in organisation.teams if person.key in team.leads)
    return Scene(
        workspace=HERE,
        catalog=catalog or small(),
        organisation=organisation,
        actor=Actor(user, person, steward=steward, guest=guest, leads=leads),
        here=None,
        today=TODAY,
        rules=RULES,
        past=Written(organisation_facts(organisation), done),
        member=known.get,
        search=Nowhere(),
        rounds=Unheard(),
        now=datetime.combine(TODAY, time(12), UTC),
    )
