"""What of the matrix a visitor asked for: the address tells all of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from bot.domain.catalog import Catalog, Role
from bot.domain.organisation import Organisation, Team

ALL: Final = "all"
"""Asks for all teams at once, counted."""

MOST_TEXT = 200

MOST_TEAMS = 50
"""So many teams stand beside each other; all of them at once are counted."""

SHOWN: Mapping[str, tuple[str, frozenset[str]]] = {
    "": ("Everything", frozenset()),
    "nobody-fills": ("What nobody fills", frozenset({"unfilled", "left", "pending", "partly"})),
    "unconfirmed": ("What isn't confirmed lately", frozenset({"unconfirmed"})),
    "backup": ("What a backup alone fills", frozenset({"backup"})),
    "pending": ("What somebody was asked for", frozenset({"pending"})),
    "by-design": ("What is nobody's, or not needed", frozenset({"nobody", "waived"})),
}
"""What may be left over of the matrix, by its name in the address: its words and its states."""


@dataclass(frozen=True)
class Asked:
    """The part of the matrix to show.

    `teams` are those to show beside each other; `everywhere` asks for all of them, counted, and
    `teams` are then those that count. `roles` are empty where all are meant.
    """

    teams: tuple[Team, ...]
    everywhere: bool
    roles: frozenset[str]
    structure: str
    text: str
    state: str

    @property
    def words(self) -> tuple[str, ...]:
        """The words that have to stand in a row."""
        return tuple(self.text.casefold().split())

    @property
    def states(self) -> frozenset[str]:
        """The states of which a row has to have one; empty where any will do."""
        return SHOWN[self.state][1]

    @property
    def narrow(self) -> bool:
        """Whether not all of these teams' matrix is asked for."""
        return bool(self.roles or self.text or self.state)

    @property
    def values(self) -> dict[str, Any]:
        """What the address says to ask for the same."""
        said = {
            "team": [ALL] if self.everywhere else [team.key for team in self.teams],
            "role": sorted(role.partition(":")[2] for role in self.roles),
            "structure": self.structure,
            "q": self.text,
            "show": self.state,
        }
        return {name: value for name, value in said.items() if value}

    def chosen(self, team: Team) -> bool:
        """Whether a team was chosen, and not only counts."""
        return not self.everywhere and team in self.teams


def asked(
    given: MultiDict[str, str], catalog: Catalog, organisation: Organisation, person: str | None
) -> Asked:
    """What an address asks for; what isn't here counts as not said.

    Without a team it is one of the visitor's own, or the first product team.
    """
    structure = given.get("structure", "")
    structure = structure if structure in catalog.structure_of else ""
    wanted = list(dict.fromkeys(given.getlist("team")))[:MOST_TEAMS]
    named = _teams(wanted, organisation)
    everywhere = ALL in wanted or bool(structure and not named)
    teams = organisation.teams if everywhere else named or _usual(organisation, person)
    if structure:
        teams = tuple(team for team in teams if team.structure == structure)
    state = given.get("show", "")
    return Asked(
        teams,
        everywhere and bool(organisation.teams),
        frozenset(role.ref for role in _roles(given.getlist("role"), catalog)),
        structure,
        given.get("q", "").strip()[:MOST_TEXT],
        state if state in SHOWN else "",
    )


def _teams(wanted: Iterable[str], organisation: Organisation) -> tuple[Team, ...]:
    found = (organisation.team_called(one) for one in wanted)
    return tuple({team.key: team for team in found if team is not None}.values())


def _roles(wanted: Iterable[str], catalog: Catalog) -> Iterable[Role]:
    keys = {f"role:{one}" for one in wanted}
    return (role for role in catalog.roles if role.ref in keys)


def _usual(organisation: Organisation, person: str | None) -> tuple[Team, ...]:
    """A team that somebody has a part in, else the first product team, else the first."""
    own = [team for team, _ in organisation.parts_of.get(person or "", ())]
    product = [team for team in organisation.teams if team.kind == "product"]
    return (*own, *product, *organisation.teams)[:1]
