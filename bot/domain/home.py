"""What a person's Home tab holds, before it has any shape of Slack's."""

import hashlib
from collections.abc import Callable, Sequence

from bot.domain.reply import Action, Span
from bot.domain.value import Value


class Line(Value):
    """One thing to know, with what can be done about it beside it."""

    words: tuple[Span, ...]
    actions: tuple[Action, ...] = ()

    @property
    def text(self) -> str:
        """The words in one piece."""
        return "".join(span.text for span in self.words)


class Part(Value):
    """Lines about one thing; so many were `left` out, and `how` says how to see them.

    The actions concern all of it.
    """

    title: str
    lines: tuple[Line, ...] = ()
    left: int = 0
    how: str = ""
    actions: tuple[Action, ...] = ()


class Home(Value):
    """One person's Home tab: the parts in the order in which they matter."""

    parts: tuple[Part, ...]

    @property
    def fingerprint(self) -> str:
        """The same for two that show the same."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    def dated(self, at: Callable[[tuple[Action, ...]], tuple[Action, ...]]) -> "Home":
        """The same, with each row of buttons put through this."""
        return Home(
            parts=tuple(
                part.model_copy(
                    update={
                        "actions": at(part.actions),
                        "lines": tuple(
                            one.model_copy(update={"actions": at(one.actions)})
                            for one in part.lines
                        ),
                    }
                )
                for part in self.parts
            )
        )


def plain(text: str, *actions: Action) -> Line:
    """A line of plain words."""
    return Line(words=(Span(text=text),), actions=actions)


def counted(names: Sequence[str], most: int) -> str:
    """“A, B and 3 more”; all of them where there aren't more."""
    if len(names) <= most:
        *before, last = names or ("",)
        return f"{', '.join(before)} and {last}" if before else last
    return f"{', '.join(names[:most])} and {len(names) - most:,} more"
