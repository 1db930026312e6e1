"""Which team a question is about."""

import re
from collections.abc import Sequence

from bot.domain.organisation import Organisation, Team

_WORD = re.compile(r"#?[^\W_]+(?:[-'’][^\W_]+)*", re.UNICODE)
_BEFORE = {"in", "for", "on", "at", "within", "from", "of"}
_AFTER = {"team", "squad", "crew"}


def named_team(text: str, organisation: Organisation) -> tuple[Team | None, str]:
    """The team that a question names, and the question without that.

    A bare name is not enough, for teams are named after what they work on: “the churn model” is a
    model, “in Churn”, “the Churn team” and “#churn” are the team.
    """
    found = list(_WORD.finditer(text))
    plain = [match.group().casefold() for match in found]
    for team in sorted(organisation.teams, key=lambda team: -len(team.name)):
        for start, end in _spans(plain, team):
            left = found[start].start()
            right = found[end - 1].end()
            return team, f"{text[:left].rstrip()} {text[right:].lstrip()}".strip()
    return None, text


def _spans(plain: Sequence[str], team: Team) -> list[tuple[int, int]]:
    """Where (from, to) the words name the team, with the words that lead to it."""
    spans = []
    for called in (team.name, team.key):
        name = [match.group().casefold() for match in _WORD.finditer(called)]
        for start in range(len(plain) - len(name) + 1) if name else ():
            end = start + len(name)
            if list(plain[start:end]) == name:
                spans += _framed(plain, start, end)
    if team.channel:
        spans += [(n, n + 1) for n, word in enumerate(plain) if word == team.channel.casefold()]
    return spans


def _framed(plain: Sequence[str], start: int, end: int) -> list[tuple[int, int]]:
    """The span of a name with the frame that shows that the team is meant; none without one."""
    after = end < len(plain) and plain[end] in _AFTER
    if after:
        end += 1
    first = start - 1 if start and plain[start - 1] in ("the", "team", "our") else start
    before = first > 0 and plain[first - 1] in _BEFORE
    if before:
        first -= 1
    said_team = after or (first < start and plain[start - 1] == "team")
    return [(first, end)] if said_team or (before and end == len(plain)) else []


def asked_about(
    organisation: Organisation, named: Team | None, chosen: str | None, asker: str | None
) -> tuple[Team, ...]:
    """The teams to answer for: the one meant, else every product team, else every team.

    Meant is the team named in the question, else the one chosen beside it (an option, a channel),
    else the only one in which the asker fills a role.
    """
    if named is not None:
        return (named,)
    if chosen is not None and chosen in organisation.team:
        return (organisation.team[chosen],)
    mine = [
        team
        for team in organisation.teams
        if asker and any(held.person == asker for held in team.assignments)
    ]
    if len(mine) == 1:
        return (mine[0],)
    product = tuple(team for team in organisation.teams if team.kind == "product")
    return product or organisation.teams
