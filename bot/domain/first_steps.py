"""The first steps in a new workspace, as they stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from bot.domain.catalog import Catalog
from bot.domain.organisation import Team

StepName = Literal["catalog", "teams", "digest"]
NAMES: tuple[StepName, ...] = get_args(StepName)

TITLES: dict[StepName, str] = {
    "catalog": "Choose a catalog",
    "teams": "Name teams and their leads",
    "digest": "Tell a channel regularly",
}


@dataclass(frozen=True)
class Step:
    """One step and how it stands; `text` is one sentence on what is there, or what to do.

    What is done isn't skipped, whatever was said before.
    """

    name: StepName
    title: str
    done: bool
    skipped: bool
    text: str


@dataclass(frozen=True)
class Stored:
    """What of a workspace says how its first steps stand.

    `own` is whether its catalog isn't the shipped one, `told` how many channels hear
    regularly; `settled` are steps that were skipped, or with True kept as they are.
    """

    catalog: Catalog
    own: bool
    teams: tuple[Team, ...]
    told: int
    settled: Mapping[str, bool]

    @property
    def empty(self) -> bool:
        """Whether there is nothing in the catalog that could be owned."""
        return not (self.catalog.roles or self.catalog.activities)


def steps(stored: Stored) -> tuple[Step, ...]:
    """The steps in their order, each ticked where what is stored says that it is done."""
    return tuple(_step(name, stored) for name in NAMES)


def _step(name: StepName, stored: Stored) -> Step:
    text = {"catalog": _catalog, "teams": _teams, "digest": _digest}[name](stored)
    done = {
        "catalog": stored.own or stored.empty or stored.settled.get("catalog") is True,
        "teams": any(team.leads for team in stored.teams),
        "digest": stored.told > 0,
    }[name]
    return Step(name, TITLES[name], done, name in stored.settled and not done, text)


def _catalog(stored: Stored) -> str:
    catalog = stored.catalog
    if stored.empty:
        return "The catalog is empty: add to it as you go, or bring your own."
    roles = _counted(len(catalog.roles), "role", "roles")
    activities = _counted(len(catalog.activities), "activity", "activities")
    return f"“{catalog.catalog}” is here: {roles}, {activities}."


def _teams(stored: Stored) -> str:
    if not stored.teams:
        return "I know no team yet: a channel that a team has is enough to name it."
    teams = _counted(len(stored.teams), "team is", "teams are")
    led = sum(1 for team in stored.teams if team.leads)
    if not led:
        return f"{teams} here, and nobody leads any: say who does with `/ownership team set`."
    return f"{teams} here, {led:,} with a lead."


def _digest(stored: Stored) -> str:
    if not stored.told:
        return "No channel hears regularly yet what nobody does, or what changed."
    return f"{_counted(stored.told, 'channel hears', 'channels hear')} regularly."


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
