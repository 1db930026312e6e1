"""Single rows on the way to an answer, read at once: each query of its own costs a round trip."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from bot.domain.member import Channel, Member
from bot.store.installations import Installation
from bot.store.questions import CHOSEN
from bot.store.statements import columns, table_of
from bot.store.tables import ChannelRow, InstallationRow, MemberRow, WorkspaceRow
from bot.store.workspaces import Workspace

_T = TypeVar("_T")


@dataclass(frozen=True)
class Arrival:
    """Where something came to, who we are there, who sent it, and from which channel.

    `sender` and `place` are the ids that were asked for. `team` is the key of the team that the
    member chose last when asked which one.
    """

    sender: str
    place: str
    workspace: Workspace
    installation: Installation | None
    member: Member | None
    channel: Channel | None
    team: str | None


_WORKSPACE, _OURS = table_of(WorkspaceRow), table_of(InstallationRow)
_MEMBER, _CHANNEL = table_of(MemberRow), table_of(ChannelRow)
_HERE = _WORKSPACE.c.id
_FIND = (
    select(
        *columns(WorkspaceRow, *Workspace.__dataclass_fields__),
        *columns(InstallationRow, *Installation.__dataclass_fields__),
        *columns(MemberRow, *Member.__dataclass_fields__),
        *columns(ChannelRow, *Channel.__dataclass_fields__),
        CHOSEN.scalar_subquery(),
    )
    .select_from(
        _WORKSPACE.outerjoin(_OURS, _OURS.c.workspace_id == _HERE)
        .outerjoin(
            _MEMBER,
            and_(_MEMBER.c.workspace_id == _HERE, _MEMBER.c.id == bindparam("member")),
        )
        .outerjoin(
            _CHANNEL,
            and_(_CHANNEL.c.workspace_id == _HERE, _CHANNEL.c.id == bindparam("channel")),
        )
    )
    .where(bindparam("workspace_id") == _HERE)
)


def find(session: Session, workspace_id: str, member: str, channel: str) -> Arrival | None:
    """What is known of where something came to and of whom it is; None for no such workspace."""
    given = {"workspace_id": workspace_id, "member": member, "channel": channel}
    row = session.execute(_FIND, given).one_or_none()
    if row is None:
        return None
    values = iter(row)
    return Arrival(
        member,
        channel,
        Workspace(*islice(values, len(Workspace.__dataclass_fields__))),
        _made(Installation, tuple(islice(values, len(Installation.__dataclass_fields__)))),
        _made(Member, tuple(islice(values, len(Member.__dataclass_fields__)))),
        _made(Channel, tuple(islice(values, len(Channel.__dataclass_fields__)))),
        next(values),
    )


def _made(make: Callable[..., _T], values: Sequence[Any]) -> _T | None:
    """What a row says; None where there is no such row, for its first column is never null."""
    return None if values[0] is None else make(*values)
