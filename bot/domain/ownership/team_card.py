"""A team in a few lines: what it is, where it is reached, who leads it, what serves it."""

from collections.abc import Iterator, Sequence

from bot.domain.organisation import Person, Team
from bot.domain.ownership.scene import Scene
from bot.domain.reply import Span
from bot.domain.wording import listed_spans

Line = tuple[Span, ...]


def team_card(scene: Scene, team: Team, leads: Sequence[Person]) -> tuple[Line, ...]:
    """The team's lines; the team and its leads may be new."""
    return tuple(_lines(scene, team, leads))


def _lines(scene: Scene, team: Team, leads: Sequence[Person]) -> Iterator[Line]:
    yield (Span(text=_what(scene, team)),)
    yield (Span(text=f"Channel: {team.channel}" if team.channel else "No channel yet"),)
    people = [Span(text=one.called, user=one.slack) for one in leads]
    yield (
        (Span(text="Led by "), *listed_spans(people))
        if people
        else (Span(text="Nobody leads it yet"),)
    )
    if team.kind == "product":
        platform = scene.organisation.team.get(team.platform or "")
        served = f"Served by {platform.name}" if platform else "No platform team serves it"
        yield (Span(text=served),)


def _what(scene: Scene, team: Team) -> str:
    if team.kind == "platform":
        return "A platform team"
    structure = scene.catalog.structure_of.get(team.structure or "")
    return f"A product team, arranged as {structure.name}" if structure else "A product team"
