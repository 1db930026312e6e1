"""Who may ask, and whether others than members of the organisation would see the answer."""

from dataclasses import dataclass
from typing import Literal

from bot.domain.member import Channel, Member
from bot.slack.incoming import Incoming
from bot.slack.options import Options

Standing = Literal["member", "guest", "guest turned away", "stranger"]
"""A stranger gets no answer, not even a refusal."""


NOT_FOR_GUESTS = "Guests can't ask here; somebody who is a full member can ask for you."


@dataclass(frozen=True)
class Place:
    """Where something was asked.

    `name` is the channel's, where we know it; in an `open` place only members of the organisation
    read along.
    """

    name: str | None
    open: bool


def standing(by: Incoming, member: Member | None, workspace_id: str, options: Options) -> Standing:
    """What somebody is to us, by what we know of them, else by the payload's word on their team."""
    if member is None:
        return "member" if by.team == workspace_id else "stranger"
    if by.team not in (None, workspace_id):
        return "stranger"
    return standing_of(member, workspace_id, options)


def standing_of(member: Member, workspace_id: str, options: Options) -> Standing:
    """What somebody is to us, by what we know of them alone."""
    outsider = member.team is not None and member.team != workspace_id
    if outsider or member.deleted or member.bot:
        return "stranger"
    if member.guest:
        return "guest" if options.guests_ask else "guest turned away"
    return "member"


def place(by: Incoming, channel: Channel | None) -> Place:
    """Where this was asked; a channel that we don't know counts as shared with others."""
    known = channel is not None and not channel.gone
    shared = channel is None or channel.shared or by.outside
    return Place(channel.name if channel and known else None, open=known and not shared)
