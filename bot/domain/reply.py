"""What a person gets for an answer, before it has any Slack or HTML shape."""

from typing import Any, Literal

from pydantic import ConfigDict, Field

from bot.domain.catalog import Part
from bot.domain.value import Value

Outcome = Literal["answered", "choose", "unfilled", "nobody", "left", "unknown", "notice"]
"""What came of a question; a `notice` is no answer: how to ask, or something to know."""

Verdict = Literal["right", "wrong"]
"""What a person says of an answer."""


MOST_TEAMS_TOLD = 20


class Match(Value):
    """An entry that fits the question, with the probability that it is what was meant."""

    ref: str
    kind: str
    name: str
    score: float


class RolePart(Value):
    """A role with a part in the matter."""

    ref: str
    name: str
    part: Part


class Named(Value):
    """Somebody named in an answer; `team` is the team asked about."""

    team: str
    role: str
    user: str | None
    name: str
    standing: Literal["primary", "backup", "covering"]
    state: Literal["accepted", "pending", "left"]


class NextPerson(Value):
    """Whom to ask if the answer doesn't help."""

    user: str | None
    name: str
    because: str


class TeamName(Value):
    """A team to choose."""

    key: str
    name: str


class Span(Value):
    """A piece of a line: words, or a person's name with the Slack user it belongs to.

    With `url` the words lead there.
    """

    model_config = ConfigDict(str_strip_whitespace=False)

    text: str
    user: str | None = None
    url: str | None = None


class Action(Value):
    """A verb that a person can do with one click; whether they may is asked when they do.

    `given` are the codes of its arguments. With `form` it is filled in first; `confirm` is what
    they are asked before it is done. With `version` it is only done as long as what it decides is
    as it was at that change.
    """

    label: str
    verb: str
    given: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    style: Literal["primary", "danger"] | None = None
    confirm: str | None = None
    form: bool = False
    version: int | None = None


class Section(Value):
    """Lines under a heading; the heading is a team's name or what the lines are about."""

    heading: str | None
    lines: tuple[tuple[Span, ...], ...]
    actions: tuple[Action, ...] = ()


class Table(Value):
    """Cells in rows, each as long as the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Reply(Value):
    """One answer: what every surface shows, each in its own shape.

    `corrects` can put it right; `team` is the key of the one team that it is for.
    """

    outcome: Outcome
    headline: str
    matches: tuple[Match, ...] = ()
    roles: tuple[RolePart, ...] = ()
    people: tuple[Named, ...] = ()
    next: NextPerson | None = None
    corrects: NextPerson | None = None
    team: str | None = None
    channel: str | None = None
    why: str = ""
    sections: tuple[Section, ...] = ()
    trust: tuple[str, ...] = ()
    teams: tuple[TeamName, ...] = ()
    examples: tuple[str, ...] = ()
    table: Table | None = None
    actions: tuple[Action, ...] = ()

    @property
    def after(self) -> tuple[str, ...]:
        """The small print, in order: where to reach them, whom to ask next, source, why."""
        lines = [f"Channel: {self.channel}."] if self.channel else []
        if self.next is not None:
            lines.append(f"If that doesn't help, ask {self.next.name}, who {self.next.because}.")
        return (*lines, *self.trust, *([f"Why: {self.why}."] if self.why else []))

    @property
    def text(self) -> str:
        """The whole answer as plain text."""
        lines = [self.headline]
        for section in self.sections:
            lines += [section.heading] if section.heading else []
            dash = "  - " if section.heading else "- "
            lines += [dash + "".join(span.text for span in line) for line in section.lines]
        if self.table is not None:
            lines += [" | ".join(row) for row in (self.table.header, *self.table.rows)]
        lines += [f"- {team.name}" for team in self.teams[:MOST_TEAMS_TOLD]]
        if len(self.teams) > MOST_TEAMS_TOLD:
            lines.append(f"- and {len(self.teams) - MOST_TEAMS_TOLD} more")
        if self.outcome == "notice":
            lines += [f"- who owns “{name}”?" for name in self.examples]
        return "\n".join((*lines, *self.after))

    def as_json(self) -> dict[str, Any]:
        """The answer as other programs rely on it."""
        shape = self.model_dump(
            mode="json",
            include={"outcome", "matches", "roles", "people", "next", "channel", "why"},
        )
        names = [team.name for team in self.teams]
        return shape | ({"teams": names} if names else {}) | {"text": self.text}
