"""A message that is to stand in Slack: a reply, and what a person may do with it."""

from typing import Literal

from pydantic import Field

from bot.domain.reply import Reply, Span
from bot.domain.value import Value

Button = Literal["share", "verdict", "notify"]
"""*Share*; the pair *Right* and *Wrong person*; and *Notify*."""


class Message(Value):
    """One message before it has Slack's shape; deliveries hold it as data.

    `question` is the id under which the question was noted: what a button sends back. Without it
    the message has no buttons. `lead` stands above the answer and says whose question it is,
    `note` below it and says what somebody did with it. What is `private` is for the asker alone.
    `notifies` are the user ids of those whom the message mentions on purpose; nobody else.
    """

    reply: Reply
    question: str | None = None
    buttons: tuple[Button, ...] = ()
    lead: tuple[Span, ...] = ()
    note: tuple[Span, ...] = ()
    private: bool = False
    notifies: tuple[str, ...] = ()


class Directory(Value):
    """What turns names into links; pings nobody.

    `url` is the workspace's own address, such as https://acme.slack.com/. `channels` are ids by
    name, without the #.
    """

    url: str | None = None
    channels: dict[str, str] = Field(default_factory=dict)
