"""Teams and people that are gone or were called otherwise, by the names that they had."""

from collections.abc import Mapping, Sequence

from bot.domain.fact import Body, Subject
from bot.domain.organisation import Person, Team
from bot.domain.ownership.naming import folded, team_names
from bot.domain.ownership.scene import Scene


def former_teams(scene: Scene) -> Mapping[str, Sequence[Team]]:
    """Teams by each name that they had before they were changed or retired, folded.

    They are as they stand, and those that are retired as they were last.
    """
    before = [_team(subject.key[0], body) for subject, body in scene.past.former("team")]
    teams = {team.key: team for team in before} | scene.organisation.team
    found: dict[str, dict[str, Team]] = {}
    for team in before:
        for name in team_names(team):
            found.setdefault(folded(name), {})[team.key] = teams[team.key]
    return {name: tuple(called.values()) for name, called in found.items() if name}


def retired_team(scene: Scene, key: str) -> Team | None:
    """The team of this key as it was last; None where there never was one."""
    body = scene.past.last(Subject("team", (key,)))
    return _team(key, body) if body else None


def former_keys(scene: Scene, person: Person) -> tuple[str, ...]:
    """The keys under which somebody was here with the same account, before they were joined."""
    if person.slack is None:
        return ()
    keys = [
        subject.key[0]
        for subject, body in scene.past.former("person")
        if body.get("slack") == person.slack
    ]
    return tuple(key for key in dict.fromkeys(keys) if key not in scene.organisation.person)


def _team(key: str, body: Body) -> Team:
    return Team.model_validate({"key": key, **body})
