"""The answer to a question whose match is known; the refusals where it isn't."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain import cards
from bot.domain.catalog import Activity, Catalog, Deliverable, Interaction
from bot.domain.next_person import next_person, who_corrects
from bot.domain.organisation import Organisation, Team
from bot.domain.reply import Match, Outcome, Reply, RolePart, Section, TeamName
from bot.domain.routing import Resolution, resolve
from bot.domain.value import kind_of
from bot.domain.verdict import begun, explained, verdict
from bot.domain.whether import Whether
from bot.domain.who_fills import who_fills
from bot.domain.wording import (
    bullets,
    led_by,
    lines,
    listed,
    named,
    role_parts,
    short,
    source_lines,
    team_section,
)

MOST_TEAMS = 5
"""Over so many teams that differ, the team is asked for instead of listing them all."""

OUTCOMES: tuple[Outcome, ...] = ("answered", "left", "unfilled", "nobody")
"""Over several teams or roles the first of these that occurs wins."""

_SHORTCUT = "To ask about a message, open its menu (⋮ More actions) and choose “Who owns this?”."
_OWNING = ("responsible", "gives", "receives")


@dataclass(frozen=True)
class Matter:
    """What an answer is about and for whom: all that it depends on."""

    catalog: Catalog
    organisation: Organisation
    teams: tuple[Team, ...]
    today: date
    question: str


def answered(matter: Matter, matches: Sequence[Match], whether: Whether | None = None) -> Reply:
    """The answer for the first match, after a yes or no where that was asked."""
    ref = matches[0].ref
    matter = _at_home(matter, ref)
    found = _resolved(matter, ref)
    card = cards.card(matter.catalog, matter.organisation, ref)
    owned = card is None or kind_of(ref) == "boundary"
    yes = verdict(whether, found) if whether is not None and owned else None
    if card is None and yes is None and _too_many(found):
        return _which_team(matter, matches[0])
    outcome = "answered" if card else _overall(found)
    headline, sections = card or (_headline(matter, ref, found, outcome), ())
    if whether is not None and yes is not None:
        why = explained(whether, matter.catalog, ref) if card is None and not yes else ""
        headline = begun(headline, yes=yes) + why
    return _told(matter, matches, found, outcome, (headline, sections))


def _at_home(matter: Matter, ref: str) -> Matter:
    """The matter with the teams that an entry belongs to, where it belongs to any."""
    homes = [matter.organisation.team.get(key) for key in matter.catalog.homes(ref)]
    teams = tuple(team for team in homes if team is not None)
    return replace(matter, teams=teams) if teams else matter


def filled(matter: Matter, match: Match) -> Reply:
    """Who fills a role, or the role that a title means, in each of the teams."""
    found = _resolved(matter, match.ref)
    if _too_many(found):
        return _which_team(matter, match)
    outcome = _overall(found)
    role = matter.catalog.role(found[0].roles[0].role).name
    card = cards.card(matter.catalog, matter.organisation, match.ref)
    meant = (Section(heading=None, lines=lines(card[0])),) if card and match.kind == "title" else ()
    return _told(matter, [match], found, outcome, (who_fills(role, found, outcome), meant))


def choose(matter: Matter, matches: Sequence[Match]) -> Reply:
    """Asks back which of several was meant."""
    names = listed((f"“{match.name}”" for match in matches), "or")
    return Reply(
        outcome="choose",
        headline=f"Did you mean {names}?",
        matches=tuple(matches),
        next=next_person(matter.organisation, matter.teams, ()),
        why=f"“{short(matter.question)}” fits more than one thing, or none of them surely",
    )


def unknown(matter: Matter) -> Reply:
    """Says honestly that nothing fits, offers what could be asked, and names a next person."""
    examples = _examples(matter.catalog)
    offer = listed((f"“{name}”" for name in examples), "or")
    return Reply(
        outcome="unknown",
        headline="I don't know who owns that."
        + (f" Try asking about {offer}." if examples else ""),
        next=next_person(matter.organisation, matter.teams, ()),
        why="nothing in the catalog fits the question well enough",
        examples=examples,
    )


def how_to_ask(catalog: Catalog) -> Reply:
    """What Rolecall is for, with questions to try."""
    return Reply(
        outcome="notice",
        headline="Ask me who owns something, in your own words.",
        examples=_examples(catalog),
    )


def what_is_this() -> Reply:
    """What a question about “this” lacks, and the way to ask about a message."""
    return Reply(
        outcome="notice",
        headline="I only see what is written to me, so I can't tell what “this” is.",
        sections=(
            Section(
                heading=None,
                lines=bullets((_SHORTCUT, "Or ask again and name the thing.")),
            ),
        ),
    )


def notice(text: str) -> Reply:
    """Something to know that is no answer."""
    return Reply(outcome="notice", headline=text)


def _examples(catalog: Catalog) -> tuple[str, ...]:
    return tuple(activity.name for activity in catalog.activities[:3])


def _told(
    matter: Matter,
    matches: Sequence[Match],
    found: tuple[Resolution, ...],
    outcome: Outcome,
    card: cards.Card,
) -> Reply:
    """A headline and what stands under it, with who that is in the teams, once where all agree."""
    ref = matches[0].ref
    headline, sections = card
    shown = found if _spread(found) or len(found) == 1 else found[:1]
    if _too_many(found):
        shown, found = (), tuple(replace(one, roles=()) for one in found)
    people = dict.fromkeys(person for one in shown for person in named(one))
    keys = {h.person.key for one in shown for here in one.roles for h in here.holders}
    return Reply(
        outcome=outcome,
        headline=headline,
        matches=tuple(matches),
        roles=_roles(matter, ref, shown),
        people=tuple(sorted(people, key=lambda one: one.state != "accepted")),
        next=next_person(
            matter.organisation, matter.teams, keys, at_home=bool(matter.catalog.homes(ref))
        ),
        corrects=who_corrects(matter.organisation, matter.teams),
        team=matter.teams[0].key if len(matter.teams) == 1 else None,
        channel=_channel(shown, matter.teams),
        why=_why(matter.question, matches[0]),
        sections=(*sections, *_team_sections(matter, ref, found, shown)),
        trust=source_lines(
            found,
            matter.catalog,
            matter.today,
            _called(matter.organisation),
            at_home=bool(matter.catalog.homes(ref)),
        ),
    )


def _spread(found: Sequence[Resolution]) -> bool:
    return len({one.signature for one in found}) > 1


def _too_many(found: Sequence[Resolution]) -> bool:
    """Whether so many teams differ that one of them has to be meant."""
    return len(found) > MOST_TEAMS and _spread(found)


def _resolved(matter: Matter, ref: str) -> tuple[Resolution, ...]:
    teams: tuple[Team | None, ...] = matter.teams or (None,)
    return tuple(
        resolve(ref, team, matter.catalog, matter.organisation, matter.today) for team in teams
    )


def _which_team(matter: Matter, match: Match) -> Reply:
    names = tuple(TeamName(key=team.key, name=team.name) for team in matter.teams)
    return Reply(
        outcome="choose",
        headline=f"{match.name} differs from team to team. Which one do you mean?",
        matches=(match,),
        roles=(),
        next=next_person(matter.organisation, matter.teams, ()),
        why=_why(matter.question, match),
        teams=names,
    )


def _overall(found: Sequence[Resolution]) -> Outcome:
    outcomes = {_outcome(one) for one in found}
    return next(outcome for outcome in OUTCOMES if outcome in outcomes)


def _outcome(found: Resolution) -> Outcome:
    """One team's outcome, by the roles that own the matter."""
    states = {here.status for here in found.roles if here.part in _OWNING}
    if "filled" in states:
        return "answered"
    if "left" in states:
        return "left"
    return "unfilled" if states & {"pending", "unfilled"} else "nobody"


def _headline(matter: Matter, ref: str, found: Sequence[Resolution], outcome: Outcome) -> str:
    here = found[0]
    of = f"In {here.team.name}, " if len(found) == 1 and here.team and here.override else ""
    owners = [] if outcome == "nobody" else _owners(matter, found)
    if not owners:
        return _by_design(matter, ref, found)
    if matter.catalog.homes(ref):
        return _belongs(matter, ref, outcome)
    said = _said(matter.catalog, ref, owners)
    return f"{of}{said}{_missing(found, outcome)}"


def _owners(matter: Matter, found: Sequence[Resolution]) -> list[str]:
    """The names of every role that owns the matter in any of the teams."""
    roles = (here.role for one in found for here in one.roles if here.part in _OWNING)
    return [matter.catalog.role(role).name for role in dict.fromkeys(roles)]


def _said(catalog: Catalog, ref: str, owners: list[str]) -> str:
    entry = catalog.by_ref[ref]
    who = listed(owners)
    if isinstance(entry, Interaction):
        return f"“{entry.text}”: that is for the {who}"
    if isinstance(entry, Deliverable):
        return f"{entry.name}: delivered by the {who}"
    if len(owners) > 1:
        return f"{entry.name} is shared by {who}"
    return f"{entry.name} belongs to the {who}"


def _belongs(matter: Matter, ref: str, outcome: Outcome) -> str:
    """To which teams a thing belongs."""
    teams = listed(team.name for team in matter.teams)
    known = "" if outcome == "answered" else ", of which nobody is known by name"
    gone = ", and whoever answered for it has left" if outcome == "left" else known
    return f"{matter.catalog.by_ref[ref].name} belongs to {teams}{gone}."


def _missing(found: Sequence[Resolution], outcome: Outcome) -> str:
    where = "there" if len(found) > 1 or found[0].team is None else f"in {found[0].team.name}"
    if outcome == "left":
        return f"; whoever filled that {where} has left, and nobody has replaced them."
    if outcome == "unfilled":
        return f", but nobody fills that {where} yet."
    return "."


def _by_design(matter: Matter, ref: str, found: Sequence[Resolution]) -> str:
    entry = matter.catalog.by_ref[ref]
    reasons = [one.override.because for one in found if one.override and one.override.because]
    reasons += [here.waiver.because for one in found for here in one.roles if here.waiver]
    if isinstance(entry, Activity) and entry.nobody_because:
        reasons.append(entry.nobody_because)
    one_team = found[0].team if len(found) == 1 else None
    where = f" in {one_team.name}" if one_team else ""
    because = f": {reasons[0].strip().rstrip('.')}" if reasons else ""
    return f"Nobody owns {entry.name}{where}, by design{because}."


def _roles(matter: Matter, ref: str, shown: Sequence[Resolution]) -> tuple[RolePart, ...]:
    """The roles of every team shown, the catalog's where none is."""
    if not shown:
        return tuple(
            RolePart(ref=role, name=matter.catalog.role(role).name, part=part)
            for role, part in matter.catalog.parts(ref)
        )
    parts = [part for one in shown for part in role_parts(one, matter.catalog)]
    return tuple({(part.ref, part.part): part for part in parts}.values())


def _team_sections(
    matter: Matter, ref: str, found: Sequence[Resolution], shown: Sequence[Resolution]
) -> tuple[Section, ...]:
    sections = []
    for one in shown:
        if one.team is None or not matter.catalog.parts(ref):
            continue
        alike = len(found) > 1 and len(shown) == 1
        heading = "Every team" if alike else one.team.name
        if one.roles:
            section = team_section(one, matter.catalog, heading)
            led = led_by(one.team, matter.organisation) if matter.catalog.homes(ref) else ()
            sections.append(section.model_copy(update={"lines": (*section.lines, *led)}))
        elif len(found) > 1:
            because = one.override.because if one.override else None
            sections.append(cards.nobody_section(heading, because))
    return tuple(sections)


def _channel(shown: Sequence[Resolution], teams: Sequence[Team]) -> str | None:
    """Where the owners' team is reached; the team's own where they sit in several, or nowhere."""
    seats = {
        holder.sits_in.channel
        for one in shown
        for here in one.roles
        for holder in here.holders
        if here.part in _OWNING and holder.state == "accepted"
    }
    if len(seats) == 1:
        return seats.pop()
    return teams[0].channel if len(teams) == 1 else None


def _why(question: str, match: Match) -> str:
    return f"“{short(question)}” is the {match.kind} {match.name}"


def _called(organisation: Organisation) -> dict[str, str]:
    return {person.key: person.called for person in organisation.people}
