"""How an answer puts things: lists, people in a role, dates, sources."""

from collections.abc import Iterable, Sequence
from datetime import date

from bot.domain.catalog import Catalog, Part
from bot.domain.organisation import Organisation, Team
from bot.domain.reply import Named, RolePart, Section, Span
from bot.domain.routing import Holder, Resolution, RoleHere

QUOTED = 80

_SAYS_ITSELF = ("responsible", "gives", "receives")


def listed(names: Iterable[str], last: str = "and") -> str:
    """“A”, “A and B”, “A, B and C”."""
    *most, end = list(names) or [""]
    return f"{', '.join(most)} {last} {end}" if most else end


def listed_spans(spans: Sequence[Span]) -> list[Span]:
    """People as `listed` puts names: “A, B and C”."""
    joined: list[Span] = []
    for place, span in enumerate(spans):
        if place:
            joined.append(Span(text=" and " if place == len(spans) - 1 else ", "))
        joined.append(span)
    return joined


def short(text: str) -> str:
    """A person's words on one line, cut where they run long."""
    line = "".join(char if char.isprintable() else " " for char in text)
    line = " ".join(line.split())
    return line if len(line) <= QUOTED else line[: QUOTED - 1].rstrip() + "…"


def lines(text: str) -> tuple[tuple[Span, ...], ...]:
    """One line of plain words, as a section has it."""
    return ((Span(text=text),),)


def bullets(texts: Iterable[str]) -> tuple[tuple[Span, ...], ...]:
    """A line for each text."""
    return tuple((Span(text=text),) for text in texts)


def role_parts(found: Resolution, catalog: Catalog) -> tuple[RolePart, ...]:
    """The roles of an answer by name."""
    return tuple(
        RolePart(ref=here.role, name=catalog.role(here.role).name, part=here.part)
        for here in found.roles
    )


def named(found: Resolution) -> tuple[Named, ...]:
    """Everybody an answer names: whoever accepted first, people who left last."""
    order = ("accepted", "pending", "left")
    people = [
        Named(
            team=holder.asked_from.name,
            role=here.role,
            user=holder.person.slack,
            name=holder.person.called,
            standing=holder.standing,
            state=holder.state,
        )
        for here in found.roles
        for holder in here.holders
    ]
    return tuple(sorted(people, key=lambda person: order.index(person.state)))


def team_section(found: Resolution, catalog: Catalog, heading: str | None) -> Section:
    """Who fills each role in one team, a line a role."""
    same: dict[tuple[str, ...], list[RoleHere]] = {}
    for here in found.roles:
        who = (here.role, *(holder.person.key for holder in here.holders))
        same.setdefault(who, []).append(here)
    return Section(
        heading=heading,
        lines=tuple(
            role_line(here, catalog.role(here.role).name, (here.part, *(o.part for o in others)))
            for here, *others in same.values()
        ),
    )


def role_line(here: RoleHere, role: str, parts: Sequence[Part] = ()) -> tuple[Span, ...]:
    """“MLOps Engineer: Ada (backup: Bo)”, or why there is nobody.

    `parts` are all that the role has in the matter, where it has several; to be responsible
    goes without saying.
    """
    parts = parts or (here.part,)
    if parts[0] not in _SAYS_ITSELF or len(parts) > 1:
        role = f"{role}, {listed(parts)}"
    accepted = [holder for holder in here.holders if holder.state == "accepted"]
    if accepted:
        spans = [Span(text=f"{role}: "), *_people(accepted)]
        return (*spans, *_waiting(here.holders, "; "))
    if here.status == "waived" and here.waiver is not None:
        return (Span(text=f"{role}: not needed here, because {_tail(here.waiver.because)}"),)
    if here.status == "left":
        gone = listed(h.person.called for h in here.holders if h.state == "left")
        verb = "filled it and left" if len(here.holders) == 1 else "filled it before and left"
        return (
            Span(text=f"{role}: {gone} {verb}; nobody has taken over"),
            *_waiting(here.holders, "; "),
        )
    if here.status == "pending":
        return (Span(text=f"{role}: nobody yet"), *_waiting(here.holders, "; "))
    return (Span(text=f"{role}: nobody fills this role"),)


FROM_FILE = (
    "Source: a file, or what was added with /ownership, that says what belongs to whom; correct it "
    "there."
)


def source_lines(
    found: Sequence[Resolution],
    catalog: Catalog,
    today: date,
    called: dict[str, str],
    *,
    at_home: bool = False,
) -> tuple[str, ...]:
    """Where the answer comes from, and who confirmed the people in it; `called` names people.

    What is `at_home` in a team comes from a file of owned things.
    """
    source = FROM_FILE if at_home else _source(found, catalog)
    return (source, *_confirmations(found, today, called))


def led_by(team: Team, organisation: Organisation) -> tuple[tuple[Span, ...], ...]:
    """Who leads a team, in a line; none where nobody who is there does."""
    leads = [one for key in team.leads if (one := organisation.person[key]).active]
    if not leads:
        return ()
    names = listed_spans([Span(text=one.called, user=one.slack) for one in leads])
    return ((Span(text="Led by "), *names),)


def _people(accepted: Sequence[Holder]) -> list[Span]:
    """Primaries and people who cover first, then the backups in brackets."""
    backups = [holder for holder in accepted if holder.held.standing == "backup"]
    first = [holder for holder in accepted if holder not in backups] or backups
    spans = _joined(first)
    if first is backups:
        spans.append(Span(text=" (backup; nobody is primary)"))
    elif backups:
        spans += [Span(text=" (backup: "), *_joined(backups), Span(text=")")]
    if first[0].standing == "covering":
        spans.append(Span(text=f", from {first[0].sits_in.name}"))
    return spans


def _joined(holders: Sequence[Holder]) -> list[Span]:
    return listed_spans(
        [Span(text=holder.person.called, user=holder.person.slack) for holder in holders]
    )


def _waiting(holders: Sequence[Holder], before: str) -> list[Span]:
    pending = [holder for holder in holders if holder.state == "pending"]
    if not pending:
        return []
    if len(pending) == 1 and pending[0].held.offered:
        return [Span(text=before), *_joined(pending), Span(text=" offers to take it")]
    asked = "was asked and hasn't" if len(pending) == 1 else "were asked and haven't"
    return [Span(text=before), *_joined(pending), Span(text=f" {asked} accepted yet")]


def _source(found: Sequence[Resolution], catalog: Catalog) -> str:
    own = [one for one in found if one.override is not None and one.team is not None]
    if not own:
        return (
            f"Source: the catalog “{catalog.catalog}”; companies differ, so correct it for yours."
        )
    teams = listed(one.team.name for one in own if one.team is not None)
    each = "" if len(own) == 1 else "each "
    reasons = {one.override.because for one in own if one.override and one.override.because}
    because = f", because {_tail(reasons.pop())}" if len(reasons) == 1 else ""
    rest = f"; the catalog “{catalog.catalog}” for the rest" if len(own) < len(found) else ""
    return f"Source: {teams} {each}decided this for itself{because}{rest}."


def _confirmations(
    found: Sequence[Resolution], today: date, called: dict[str, str]
) -> tuple[str, ...]:
    distinct = {
        (holder.sits_in.key, holder.held.role, holder.person.key): holder.held
        for one in found
        for here in one.roles
        for holder in here.holders
        if holder.state == "accepted"
    }
    held = list(distinct.values())
    if not held:
        return ()
    confirmed = [one for one in held if one.confirmed is not None]
    if not confirmed:
        return ("Nobody has confirmed yet who fills these roles.",)
    latest = max(confirmed, key=lambda one: one.confirmed or date.min)
    by = (
        f" by {called.get(latest.confirmed_by, latest.confirmed_by)}" if latest.confirmed_by else ""
    )
    when = ago(latest.confirmed or today, today)
    if len(held) == 1:
        return (f"Confirmed{by} {when}.",)
    if len(confirmed) == len(held):
        every = {2: "Both"}.get(len(held), f"All {len(held)}")
        return (f"{every} confirmed, the latest{by} {when}.",)
    return (f"{len(confirmed)} of {len(held)} confirmed, the latest{by} {when}.",)


def ago(day: date, today: date) -> str:
    """“today”, “yesterday”, “12 days ago”, or the date where it is long past."""
    days = (today - day).days
    if days <= 1:
        return "today" if days <= 0 else "yesterday"
    most_days = 60
    return f"{days} days ago" if days <= most_days else f"on {day.day} {day:%B %Y}"


def _tail(reason: str) -> str:
    """A reason fit to end a sentence with."""
    return reason.strip().rstrip(".")
