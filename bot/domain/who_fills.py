"""The sentence that says who fills a role, team by team."""

from collections.abc import Sequence

from bot.domain.reply import Outcome
from bot.domain.routing import Resolution, RoleHere
from bot.domain.wording import listed


def who_fills(role: str, found: Sequence[Resolution], outcome: Outcome) -> str:
    """“Omar Haddad is the MLOps Engineer for Churn; Jonas Weber for Search.”, or why nobody is."""
    where = "there"
    if len(found) == 1 and found[0].team is not None:
        where = f"for {found[0].team.name}"
    if outcome == "left":
        return f"Whoever filled the role {role} {where} has left, and nobody has taken over."
    if outcome == "unfilled":
        return f"Nobody fills the role {role} {where} yet."
    if outcome == "nobody":
        return f"Nobody fills the role {role} {where}, by design{_because(found)}."
    first, *rest = _people(found)
    (names, teams), several = first, len(first[0]) > 1
    verb = f"share the role {role}" if several else f"is the {role}"
    said = [f"{listed(names)} {verb} {_for(teams, found)}"]
    said += [f"{listed(names)} {_for(teams, found)}" for names, teams in rest]
    return f"{'; '.join(said)}."


def _people(found: Sequence[Resolution]) -> list[tuple[tuple[str, ...], list[str]]]:
    """The names that are to be asked first, each with the teams in which they are the same."""
    same: dict[tuple[str, ...], list[str]] = {}
    for one in found:
        names = tuple(dict.fromkeys(name for here in one.roles for name in _first(here)))
        if names and one.team is not None:
            same.setdefault(names, []).append(one.team.name)
    return list(same.items())


def _first(here: RoleHere) -> list[str]:
    """Whoever accepted: primaries and people who cover, else the backups."""
    accepted = [holder for holder in here.holders if holder.state == "accepted"]
    primary = [holder for holder in accepted if holder.held.standing == "primary"]
    return [holder.person.called for holder in primary or accepted]


def _for(teams: Sequence[str], found: Sequence[Resolution]) -> str:
    return "for every team" if 1 < len(teams) == len(found) else f"for {listed(teams)}"


def _because(found: Sequence[Resolution]) -> str:
    reasons = [here.waiver.because for one in found for here in one.roles if here.waiver]
    return f": {reasons[0].strip().rstrip('.')}" if reasons else ""
