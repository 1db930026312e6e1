"""What is to be seen to by now, whom that concerns, and what they are told of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.catalog import Role
from bot.domain.organisation import Assignment, Organisation, Person, Team
from bot.domain.ownership.codes import YES
from bot.domain.ownership.gaps import Gaps, Held, Seat, gaps
from bot.domain.ownership.next_steps import seat, to_assign, to_take
from bot.domain.ownership.notices import in_charge
from bot.domain.ownership.nudge import Nudge, Spans
from bot.domain.ownership.reminding_checklists import Overdue, overdue, told_of
from bot.domain.ownership.scene import Scene
from bot.domain.reminders import Reminder, Reminders, To
from bot.domain.reply import Action, Span
from bot.domain.routing import resolve
from bot.domain.wording import ago


@dataclass(frozen=True)
class Open:
    """Something that nobody has seen to: a role in a team, or somebody's part in it.

    `day` is the one from which the rule counts, None where nobody knows it.
    """

    rule: Reminder
    seat: Seat
    day: date | None
    held: Assignment | None = None
    person: Person | None = None

    @property
    def matter(self) -> str:
        """What it is called where it is written down who was reminded, and who doesn't want to be.

        What has a day of its own, as a request has, is another matter the next time.
        """
        key = (self.rule.about, self.seat.team.key, self.seat.role.ref)
        if self.held is None:
            return " ".join(key)
        dated = self.rule.about in ("pending", "ending")
        return " ".join((*key, self.held.person, *([str(self.day or "")] if dated else ()))).strip()

    @property
    def that(self) -> str:
        """“MLOps Engineer in Churn”."""
        return f"{self.seat.role.name} in {self.seat.team.name}"

    @property
    def offered(self) -> bool:
        """Whether somebody offers to fill a role, so that others have to answer."""
        return self.held is not None and self.held.offered


Matter = Open | Overdue


def open_matters(
    scene: Scene,
    here: Organisation,
    reminders: Reminders,
    vacated: Mapping[tuple[str, str], datetime],
) -> Iterator[Matter]:
    """What is open by these rules, and all of which nobody knows since when.

    `here` is the organisation without requests that hold no longer, `vacated` says when somebody
    filled a role in a team last.
    """
    if not reminders.reminders:
        return
    found = _gaps(scene, here, reminders)
    for rule in reminders.reminders:
        match rule.about:
            case "pending":
                yield from (_of(rule, one) for one in found.pending)
            case "unconfirmed":
                yield from (_of(rule, one) for one in found.unconfirmed)
            case "unfilled":
                yield from _unfilled(rule, scene, here, found, vacated)
            case "ending":
                yield from _ending(rule, scene, here)
            case "checklist":
                yield from overdue(rule, scene)


def nudges(scene: Scene, here: Organisation, one: Matter, day: date) -> Iterator[Nudge]:
    """What is told of a matter, each person once; `day` is the one from which to count."""
    rule, age = one.rule, (scene.today - day).days
    told: list[To] = [rule.to] if age >= rule.begins else []
    if rule.escalate is not None and age >= rule.escalate.begins:
        told.append(rule.escalate.to)
    people = {person.slack: person for to in told for person in _people(here, one, to)}
    for user, person in people.items():
        if user is not None:
            line, actions = _told(scene, here, one, person)
            yield Nudge(user, one.matter, one.that, rule.every_days, line, actions)


def _gaps(scene: Scene, here: Organisation, reminders: Reminders) -> Gaps:
    """The gaps as old as the reminders want them."""
    pending, unconfirmed = reminders.of("pending"), reminders.of("unconfirmed")
    # A gap is older than so many days, and what is due is as old as that.
    days = {
        "pending_days": pending.begins - 1 if pending else 0,
        "confirm_days": unconfirmed.begins - 1 if unconfirmed else 0,
    }
    rules = scene.rules.model_copy(update=days)
    return gaps(scene.catalog, here, here.teams, scene.today, rules)


def _of(rule: Reminder, one: Held) -> Open:
    return Open(rule, one.seat, one.since, one.held, one.person)


def _unfilled(
    rule: Reminder,
    scene: Scene,
    here: Organisation,
    found: Gaps,
    vacated: Mapping[tuple[str, str], datetime],
) -> Iterator[Open]:
    """Roles that nobody fills for long enough, or nobody knows how long."""
    left = {_key(one.seat): one.seat for one in found.left}
    left = {key: one for key, one in left.items() if not _somebody(scene, here, one)}
    for key, one in ({_key(one): one for one in found.unfilled} | left).items():
        # When somebody left isn't written down.
        moment = None if key in left else vacated.get(key)
        day = moment.date() if moment else None
        if day is None or (scene.today - day).days >= rule.begins:
            yield Open(rule, one, day)


def _key(one: Seat) -> tuple[str, str]:
    return one.team.key, one.role.ref


def _somebody(scene: Scene, here: Organisation, one: Seat) -> bool:
    """Whether anybody who is there fills a role, or is asked to."""
    [role] = resolve(one.role.ref, one.team, scene.catalog, here, scene.today).roles
    return any(holder.person.active for holder in role.holders)


def _ending(rule: Reminder, scene: Scene, here: Organisation) -> Iterator[Open]:
    for team in here.teams:
        for held in team.assignments:
            person = here.person[held.person]
            fills = held.state == "accepted" and held.current(scene.today) and person.active
            near = held.until is not None and held.until - scene.today <= timedelta(-rule.begins)
            if fills and near:
                yield Open(
                    rule, Seat(scene.catalog.role(held.role), team), held.until, held, person
                )


def _people(here: Organisation, one: Matter, to: To) -> Sequence[Person]:
    """Whom it concerns in that way, of those who can be told."""
    if to == "steward":
        return in_charge(here, None)
    if isinstance(one, Overdue):
        reachable = [person for person in one.acting if person.active and person.slack]
        everybody = to == "person" and len(reachable) == len(one.acting)
        charge = [] if everybody else in_charge(here, one.going.team)
        return [*(reachable if to == "person" else ()), *charge]
    acts = one.person if to == "person" and not one.offered else None
    if acts is not None and acts.active and acts.slack:
        return [acts]
    return in_charge(here, one.seat.team)


def _told(
    scene: Scene, here: Organisation, one: Matter, reader: Person
) -> tuple[Spans, tuple[Action, ...]]:
    """What somebody reads of a matter, and what they can do about it."""
    if isinstance(one, Overdue):
        return told_of(one, reader)
    role, team = one.seat.role, one.seat.team
    if one.held is None or one.person is None:
        return _empty(scene, one), (to_assign(role, team, "Assign…"), _taking(role, team))
    mine = one.person.key == reader.key
    match one.rule.about:
        case "pending":
            return _pending(scene, here, one, one.person, mine=mine)
        case "ending":
            return _ends(one, one.held, one.person, mine=mine)
    return _confirming(scene, one, one.person, mine=mine)


def _empty(scene: Scene, one: Open) -> Spans:
    since = f"; somebody did last {ago(one.day, scene.today)}" if one.day else ""
    return (Span(text=f"Nobody fills {one.that}{since}."),)


def _taking(role: Role, team: Team) -> Action:
    return to_take(role, team).model_copy(update={"label": "I'll take it", "style": None})


def _pending(
    scene: Scene, here: Organisation, one: Open, person: Person, *, mine: bool
) -> tuple[Spans, tuple[Action, ...]]:
    role, team, held = one.seat.role, one.seat.team, one.held
    when = f" {ago(one.day, scene.today)}" if one.day else ""
    as_backup = " as backup" if held is not None and held.proposed == "backup" else ""
    that, given = f"{one.that}{as_backup}", seat(role, team, person)
    if one.offered:
        return (_named(person), Span(text=f" offered{when} to be {that}.")), (
            Action(label="Approve", verb="accept", given=given, style="primary"),
            Action(label="Decline", verb="decline", given=given),
        )
    if not mine:
        line = (_named(person), Span(text=f" was asked{when} to be {that}, and hasn't answered."))
        withdraw = Action(label="Withdraw it", verb="decline", given=given)
        return line, (to_assign(role, team, "Ask somebody else"), withdraw)
    asker = here.person.get((held.asked_by if held else None) or "")
    by = (_named(asker), Span(text=" asked you")) if asker else (Span(text="You were asked"),)
    return (*by, Span(text=f"{when} to be {that}.")), (
        Action(label="Accept", verb="accept", given=seat(role, team), style="primary"),
        Action(label="Decline", verb="decline", given=seat(role, team)),
    )


def _confirming(
    scene: Scene, one: Open, person: Person, *, mine: bool
) -> tuple[Spans, tuple[Action, ...]]:
    role, team = one.seat.role, one.seat.team
    confirmed = one.held.confirmed if one.held else None
    last = f"last confirmed {ago(confirmed, scene.today)}" if confirmed else "never confirmed"
    subject = (Span(text="You are"),) if mine else (_named(person), Span(text=" is"))
    line = (*subject, Span(text=f" {one.that}, {last}. Is that still right?"))
    given = seat(role, team, person)
    who = "Are you" if mine else f"Is {person.called}"
    return line, (
        Action(label="Still right", verb="confirm", given=given, style="primary"),
        Action(
            label="Not any more",
            verb="vacate",
            given=given,
            confirm=f"{who} no longer {one.that}?",
        ),
    )


def _ends(
    one: Open, held: Assignment, person: Person, *, mine: bool
) -> tuple[Spans, tuple[Action, ...]]:
    role, team = one.seat.role, one.seat.team
    subject = (Span(text="You are"),) if mine else (_named(person), Span(text=" is"))
    last = f"{held.until.day} {held.until:%B %Y}" if held.until else ""
    given = seat(role, team, person) | ({"backup": (YES,)} if held.standing == "backup" else {})
    return (*subject, Span(text=f" {one.that} until {last}.")), (
        to_assign(role, team, "Hand over"),
        Action(label="Longer", verb="assign", given=given, form=True),
    )


def _named(person: Person) -> Span:
    return Span(text=person.called, user=person.slack)
