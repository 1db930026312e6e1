"""Who has their Home tab open, what it shows, and whether that isn't so any more."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.desk.by import By
from bot.desk.first_steps import steps
from bot.desk.home import MOST_ASKED, Seen, home, without_catalog
from bot.desk.scenes import Previews, scene_of
from bot.desk.searching import Find
from bot.domain.checklist import Checklist
from bot.domain.delivery import home_lane
from bot.domain.home import Home
from bot.domain.member import Member
from bot.domain.ownership.checklists import ongoing
from bot.domain.ownership.rules import Rules
from bot.domain.ownership.scene import Scene
from bot.errors import NotKnown
from bot.store.books import Books
from bot.store.due import HOMES, OPEN, Due

MOST = 5
"""So many tabs are looked at in one transaction, the others in the next one."""


@dataclass(frozen=True)
class ShowHome:
    """Somebody, by their user id, whose Home tab is to show something else."""

    user: str


@dataclass(frozen=True)
class Homes:
    """The Home tabs of a workspace."""

    rules: Rules
    find: Find
    previews: Previews

    def of(
        self, books: Books, user: str, now: datetime, going: dict[int, Checklist] | None = None
    ) -> Home:
        """What a full member finds on their tab; `going` are the checklists, where they are read.

        It is worked out when it is shown, so that no queue holds what isn't so any more.
        """
        try:
            scene = self._scene(books, user, now)
        except NotKnown:
            return without_catalog()
        seen = Seen(
            scene=scene,
            checklists=ongoing(scene) if going is None else going,
            questions=books.asked_by(user, MOST_ASKED),
            steps=steps(books) if scene.actor.steward else (),
        )
        return home(seen)

    def differing(self, books: Books, due: Due, now: datetime) -> Iterator[ShowHome]:
        """Those whose open tab shows what isn't so; what is due names who was looked at last."""
        after = due.what.partition(" ")[2]
        some = books.open_homes(now - OPEN, after, MOST)
        if len(some) == MOST:
            books.set_due(Due(f"{HOMES} {some[-1].member}", due.at))
        going: dict[int, Checklist] | None = None
        for one in some:
            member = books.roster.member(one.member)
            if not _sees(member, books.workspace.id) or books.under_way(
                home_lane(one.member), due.at
            ):
                continue
            if going is None:
                going = ongoing(self._scene(books, one.member, now))
            if self.of(books, one.member, now, going).fingerprint != one.shown:
                # Until it was shown nobody knows: what it is may be so again before then.
                books.home_shows(one.member, None)
                yield ShowHome(one.member)

    def _scene(self, books: Books, user: str, now: datetime) -> Scene:
        by = By(user=user, home=None, surface="home", request="", now=now)
        return scene_of(books, by, self.rules, self.find, self.previews)


def _sees(member: Member | None, workspace: str) -> bool:
    """Whether somebody sees more than how to ask."""
    if member is None:
        return True
    ours = member.team in (None, workspace)
    return ours and not (member.deleted or member.bot or member.guest)
