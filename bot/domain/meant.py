"""Which team a question is about."""

from collections.abc import Iterator, Sequence

from bot.domain.call import Call
from bot.domain.organisation import Organisation, Team
from bot.domain.team_words import folded_words, team_words

_STOPS = frozenset(",.;:?!()\n")
_BEFORE = frozenset({"in", "for", "on", "at", "within", "from", "of"})
_AFTER = frozenset({"team", "squad", "crew"})
_TRAILING = _STOPS | {"now", "today", "currently", "please", "pls", "these", "at", "right"}


def named_team(text: str, organisation: Organisation) -> tuple[Team | None, str]:
    """The team that a question names, and the question without that.

    A bare name is not enough, for teams are named after what they work on: “the churn model” is a
    model, “in Churn”, “the Churn team” and “#churn” are the team.
    """
    found = team_words(text)
    plain = [match.group().casefold() for match in found]
    for team in _likely(plain, organisation):
        for start, end in _spans(plain, team):
            left, right = text[: found[start].start()], text[found[end - 1].end() :]
            return team, f"{left.rstrip()} {right.lstrip(', ')}".strip()
    return None, text


def _likely(plain: Sequence[str], organisation: Organisation) -> list[Team]:
    """The teams of whose names a first word is there, those with long names first."""
    places = {n for word in set(plain) for n in organisation.teams_by_word.get(word, ())}
    teams = [organisation.teams[n] for n in sorted(places)]
    return sorted(teams, key=lambda team: -len(team.name))


def _spans(plain: Sequence[str], team: Team) -> Iterator[tuple[int, int]]:
    """Where (from, to) the words name the team, with the words that lead to it."""
    for called in (team.name, team.key, team.channel or ""):
        name = folded_words(called)
        surely = called == team.channel
        if _STOPS.issuperset(name) or name[0] not in plain:
            continue
        for start in range(len(plain) - len(name) + 1):
            end = start + len(name)
            if list(plain[start:end]) == name:
                yield from _framed(plain, start, end, surely=surely)


def _framed(
    plain: Sequence[str], start: int, end: int, *, surely: bool
) -> Iterator[tuple[int, int]]:
    """The span of a name with the frame that shows that the team is meant; none without one."""
    after = end < len(plain) and plain[end] in _AFTER
    end += after
    first = start
    while first and plain[first - 1] in ("the", "our", "team"):
        first -= 1
    said_team = after or "team" in plain[first:start]
    before = bool(first) and plain[first - 1] in _BEFORE
    first -= before
    last = end == len(plain) or plain[end] in _TRAILING
    if surely or said_team or (before and last):
        yield first, end


def asked_about(organisation: Organisation, named: Team | None, call: Call) -> tuple[Team, ...]:
    """The teams to answer for: the one meant, else every product team, else every team.

    Meant is the team named in the question, else the one chosen beside it (an option, a channel),
    else the only one in which the asker fills a role, else the one they chose last.
    """
    if named is not None:
        return (named,)
    if call.team is not None and call.team in organisation.team:
        return (organisation.team[call.team],)
    mine = [
        team
        for team in organisation.teams
        if any(h.person == call.asker and h.current(call.today) for h in team.assignments)
    ]
    if len(mine) == 1:
        return (mine[0],)
    if call.remembered is not None and call.remembered in organisation.team:
        return (organisation.team[call.remembered],)
    product = tuple(team for team in organisation.teams if team.kind == "product")
    return product or organisation.teams
