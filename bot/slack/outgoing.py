"""Messages on their way: which kind of delivery carries a message where."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.answer import notice
from bot.domain.delivery import ANSWER, HOME, NOTICE, Delivery, home_lane
from bot.slack.message import Directory, Message
from bot.slack.render import render
from bot.store.books import Books

RESPONSE_URL_LASTS = timedelta(minutes=29)
"""Slack takes answers to a response URL for 30 minutes."""

DIGEST_LASTS = timedelta(hours=12)
"""What a channel was to hear before that, it needn't hear any more."""

HOME_LASTS = timedelta(hours=1)
"""A Home tab that wasn't shown anew for so long is when it is opened again."""


def post(channel: str, thread: str | None, message: Message) -> Delivery:
    """A message in a channel, in a thread of it, or in a direct conversation."""
    return Delivery(
        kind="post",
        lane=f"{channel} {thread or ''}",
        pace=channel,
        address=_filled(channel=channel, thread_ts=thread),
        body=message.model_dump(mode="json"),
    )


def whisper(channel: str, user: str, thread: str | None, message: Message) -> Delivery:
    """A message that one member of a channel sees."""
    return Delivery(
        kind="ephemeral",
        lane=f"{channel} {thread or ''} {user}",
        pace=channel,
        address=_filled(channel=channel, user=user, thread_ts=thread),
        body=message.model_dump(mode="json"),
    )


def tell(user: str, message: Message) -> Delivery:
    """A direct message that nobody is waiting for."""
    delivery = post(user, None, message)
    return replace(delivery, rank=NOTICE)


def steward(books: Books) -> str | None:
    """The account of somebody who looks after the workspace; None where nobody has one."""
    organisation = books.organisation()
    people = (organisation.person[key] for key in organisation.stewards)
    return next((person.slack for person in people if person.slack and person.active), None)


def tell_steward(books: Books, text: str) -> None:
    """Writes to somebody who looks after the workspace, where anybody does."""
    user = steward(books)
    if user is not None:
        books.send(tell(user, Message(reply=notice(text))))


def update(channel: str, ts: str, message: Message) -> Delivery:
    """A message of ours, changed."""
    return Delivery(
        kind="update",
        lane=updates(channel, ts),
        pace=f"{channel} updates",
        address={"channel": channel, "ts": ts},
        body=message.model_dump(mode="json"),
    )


def updates(channel: str, ts: str) -> str:
    """The lane of everything that changes one message, so that the last change stays."""
    return f"{channel} update {ts}"


def show_home(books: Books, user: str, done: Message | None = None) -> None:
    """Shows somebody's Home tab anew, before all else; `done` is what they just did there."""
    books.withdraw(home_lane(user))
    books.home_shows(user, None)
    delivery = refresh_home(user)
    body = {} if done is None else {"done": done.model_dump(mode="json")}
    books.send(replace(delivery, pace=delivery.lane, body=body, rank=ANSWER))


def refresh_home(user: str) -> Delivery:
    """Somebody's Home tab as things stand by the time that it is sent."""
    return Delivery(
        kind="home",
        lane=home_lane(user),
        pace=f"{HOME}s",
        address={"user": user},
        body={},
        rank=NOTICE,
        lasts=HOME_LASTS,
    )


def respond(
    url: str,
    message: Message,
    *,
    thread: str | None = None,
    replaces: bool = False,
    in_channel: bool = False,
) -> Delivery:
    """An answer to a click, shortcut or command, by the address that came with it."""
    return Delivery(
        kind="respond",
        lane=url,
        pace=url,
        address=_filled(
            response_url=url,
            response_type="in_channel" if in_channel else "ephemeral",
            replace_original=replaces,
            thread_ts=thread,
        ),
        body=message.model_dump(mode="json"),
        lasts=RESPONSE_URL_LASTS,
    )


def rendered(books: Books, message: Message) -> dict[str, Any]:
    """The message as Slack takes it, with links into this workspace."""
    channel = message.reply.channel
    return render(message, directory(books, [channel.lstrip("#")] if channel else [])).as_body()


def directory(books: Books, names: Sequence[str] = ()) -> Directory:
    """What turns the names of people, and of these channels, into links into this workspace."""
    installation = books.roster.installation()
    return Directory(
        url=installation.url if installation else None,
        channels=books.roster.channels_called(names) if names else {},
    )


def _filled(**address: object) -> dict[str, Any]:
    return {name: value for name, value in address.items() if value is not None}
