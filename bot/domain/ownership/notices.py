"""Who is told of a change beside whoever made it, and what they can do about it with one click."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.fact import Body, Change
from bot.domain.organisation import Organisation, Person, Team
from bot.domain.ownership.codes import code
from bot.domain.ownership.deed import Deed, Tell
from bot.domain.ownership.reason import because
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.served import following
from bot.domain.reply import Action, Reply, Section, Span
from bot.domain.wording import lines, listed


@dataclass(frozen=True)
class _Step:
    """One assignment's change, with names for its parts.

    `asker` is who asked for it, `to` the team to which an offer goes that is over in this one.
    """

    team: Team | None
    where: str
    role: str
    called: str
    person: Person
    asker: Person | None
    to: Team | None
    before: str | None
    after: str | None
    change: Change

    @property
    def body(self) -> dict[str, object]:
        """What is or was said of it."""
        return self.change.after or self.change.before or {}

    @property
    def asks(self) -> bool:
        """Whether somebody waits for an answer from now on."""
        before, after = self.change.before or {}, self.change.after or {}
        same = [before.get(name) == after.get(name) for name in ("standing", "until")]
        return after.get("asked_by") is not None and not (before.get("asked_by") and all(same))

    @property
    def answers(self) -> bool:
        """Whether somebody waited for an answer, and doesn't any more."""
        before, after = self.change.before or {}, self.change.after or {}
        return before.get("asked_by") is not None and after.get("asked_by") is None

    @property
    def agreed(self) -> bool:
        """Whether it is as it was asked for."""
        return self.after == "accepted" and (self.before == "pending" or self.changes_standing)

    @property
    def declines(self) -> bool:
        """Whether what was asked for is over, and nothing else."""
        ends = (self.before, self.after) == ("accepted", None)
        return self.answers and not self.agreed and not ends

    @property
    def changes_end(self) -> bool:
        """Whether somebody who fills the role does so for longer, or less long."""
        said = [body.get("until") for body in (self.change.before, self.change.after) if body]
        return (self.before, self.after) == ("accepted", "accepted") and len(set(said)) > 1

    @property
    def changes_standing(self) -> bool:
        """Whether somebody who fills the role changes between primary and backup."""
        said = [body.get("standing") for body in (self.change.before, self.change.after) if body]
        return (self.before, self.after) == ("accepted", "accepted") and len(set(said)) > 1

    @property
    def unsaid(self) -> bool:
        """Whether somebody filled the role, and is asked for that from now on."""
        return (self.before, self.after) == ("accepted", "pending")

    @property
    def answered(self) -> str:
        """What they had answered before, where they are asked again."""
        return "agreed" if self.unsaid or self.changes_standing else "declined"

    @property
    def offered(self) -> bool:
        """Whether the person offers or offered it themselves."""
        return self.person.key in (
            body.get("asked_by") for body in (self.change.before, self.change.after) if body
        )

    @property
    def wanted(self) -> str:
        """What somebody is asked to be: primary or backup."""
        standing = str(self.body["standing"])
        if self.after != "accepted":
            return standing
        return "primary" if standing == "backup" else "backup"

    @property
    def codes(self) -> dict[str, tuple[str, ...]]:
        """The role and the team, as a button carries them."""
        return {"role": (self.role,), "team": (f"team:{self.where}",)}


def notices(scene: Scene, deed: Deed, after: Organisation) -> tuple[Tell, ...]:
    """One message for each person whom a deed concerns, the actor left out; `after` is then.

    People without a Slack account can't be told.
    """
    found: dict[str, list[Section]] = {}
    for step in _steps(scene, deed, after):
        if not _same_account(step, scene.organisation, after):
            for person, section in _told(step, scene, deed):
                if person.slack and person.active and person.key != scene.actor.person.key:
                    found.setdefault(person.slack, []).append(section)
    told = [Tell(user, _message(sections)) for user, sections in found.items()]
    return (*told, *_served(scene, deed, after), *deed.tells)


def in_charge(organisation: Organisation, team: Team | None) -> list[Person]:
    """Whoever leads a team, else whoever looks after the workspace; of those who can be told."""
    known = organisation.person
    leads = [known[key] for key in (team.leads if team else ()) if key in known]
    stewards = [known[key] for key in organisation.stewards]
    return _reachable(leads) or _reachable(stewards)


def _reachable(people: Sequence[Person]) -> list[Person]:
    return [one for one in people if one.active and one.slack]


def _same_account(step: _Step, before: Organisation, after: Organisation) -> bool:
    """Whether only the key differs of whoever has the account, which nobody has to be told of."""
    key = step.person.key
    account = step.person.slack or after.person.get(key, step.person).slack or ""
    was, now = before.account.get(account), after.account.get(account)
    return was is not None and now is not None and was.key != now.key


def _message(sections: Sequence[Section]) -> Reply:
    """One thing by itself, or several one under the other."""
    first = sections[0]
    if len(sections) > 1:
        return Reply(outcome="notice", headline="About your roles:", sections=tuple(sections))
    words = tuple(span for line in first.lines for span in line)
    headline = "".join(span.text for span in words)
    return Reply(outcome="notice", headline=headline, actions=first.actions)


def _steps(scene: Scene, deed: Deed, after: Organisation) -> Iterator[_Step]:
    """Every assignment's change; what was over before is nothing any more."""
    for change in deed.changes:
        if change.subject.kind == "assignment":
            before, now = (_still(body, scene.today) for body in (change.before, change.after))
            if before is not None or now is not None:
                yield _step(scene, deed, Change(change.subject, before, now), after)


def _still(body: Body | None, today: date) -> Body | None:
    until = body["until"] if body else None
    return None if until is not None and until < today.isoformat() else body


def _step(scene: Scene, deed: Deed, change: Change, after: Organisation) -> _Step:
    where, role, key = change.subject.key
    teams = scene.organisation.team | after.team
    known = after.person | scene.organisation.person | {scene.actor.person.key: scene.actor.person}
    before, now = (body["state"] if body else None for body in (change.before, change.after))
    return _Step(
        team=teams.get(where),
        where=where,
        role=role,
        called=scene.catalog.by_ref[role].name if role in scene.catalog.by_ref else role,
        person=known.get(key) or Person(key=key),
        asker=known.get(_asked_by(change)),
        to=teams.get(_goes_to(deed, change)),
        before=before,
        after=now,
        change=change,
    )


def _asked_by(change: Change) -> str:
    """The key of whoever asks from now on, else of who did before; empty where nobody does."""
    bodies = [body or {} for body in (change.after, change.before)]
    return next((str(one["asked_by"]) for one in bodies if one.get("asked_by")), "")


def _goes_to(deed: Deed, ended: Change) -> str:
    """The key of the team in which somebody offers from now on what they did here, or nothing."""
    _, role, person = ended.subject.key
    return next(
        (
            one.subject.key[0]
            for one in deed.changes
            if one.subject.kind == "assignment"
            and one.subject.key[1:] == (role, person)
            and one.before is None is not one.after
            and one.after["state"] == "pending"
            and one.after["asked_by"] == person
        ),
        "",
    )


def _told(step: _Step, scene: Scene, deed: Deed) -> Iterator[tuple[Person, Section]]:
    own = step.person.key == scene.actor.person.key
    charge = in_charge(scene.organisation, step.team)
    asked_again = deed.undoes is not None and step.asks and not step.offered
    if own and (step.unsaid or asked_again):
        backup = " the backup for" if step.wanted == "backup" else ""
        again = f"takes back having {step.answered} to be{backup}"
        yield from _to_all(_askers(step, charge), step, again, deed)
    elif step.asks or _asks_anew(step, scene):
        offers = ((one, _offer(step)) for one in charge)
        yield from offers if step.offered else [(step.person, _request(step, scene))]
    elif own and (said := _own_word(step)):
        people = _askers(step, charge) if step.answers else charge
        yield from _to_all(people, step, f"{said}{_as_backup(step)}", deed)
    elif not own and (said := _word_to_them(step)):
        yield step.person, _yours(step, scene, f"{said}{_as_backup(step)}", deed)


def _asks_anew(step: _Step, scene: Scene) -> bool:
    """Whether the actor asks now for what somebody else asked for before."""
    before, after = (
        (body or {}).get("asked_by") for body in (step.change.before, step.change.after)
    )
    return after == scene.actor.person.key != before


def _as_backup(step: _Step) -> str:
    """What comes before the role where what is told is about its backup."""
    before = step.change.before or {}
    backup = step.body["standing"] == "backup"
    if step.declines and step.before == "accepted":
        backup = before["standing"] == "primary"
    return " the backup for" if backup else ""


def _own_word(step: _Step) -> str | None:
    """What somebody did of their own, for whoever is in charge; None where that isn't told."""
    if step.declines:
        return "no longer offers to be" if step.offered else "declined to be"
    if step.after is None:
        return "gave up being"
    if step.answers:
        return "accepted: they are"
    if step.changes_standing and step.body["standing"] == "backup":
        return "steps back and is"
    begins = step.before is None and step.after == "accepted"
    return "took over as" if begins or step.changes_standing else None


def _word_to_them(step: _Step) -> str | None:
    """What somebody else did to a person's part in a role; None where that isn't told."""
    if step.declines:
        return "declined: your offer to be" if step.offered else "you are no longer asked to be"
    changes = step.changes_standing or step.changes_end
    if step.after == "accepted" and (step.before != "accepted" or changes):
        return "you are now"
    return "you are no longer" if step.before == "accepted" and step.after != "accepted" else None


def _askers(step: _Step, charge: Sequence[Person]) -> list[Person]:
    """Whoever asked them, and whoever is in charge of the team."""
    people = [*([step.asker] if step.asker else []), *charge]
    return list({one.key: one for one in people}.values())


def _request(step: _Step, scene: Scene) -> Section:
    body = step.body
    more = " as backup" if step.wanted == "backup" else ""
    until = f" until {body['until']}" if body["until"] else ""
    words = f" asks you to be {step.called}{_in(step)}{more}{until}."
    decline = Action(label="Decline", verb="decline", given=step.codes)
    accept = Action(label="Accept", verb="accept", given=step.codes, style="primary")
    return Section(
        heading=None,
        lines=((_span(step.asker or scene.actor.person), Span(text=words)),),
        actions=(accept, decline),
    )


def _offer(step: _Step) -> Section:
    """For whoever is in charge: somebody offers to take a role."""
    given = step.codes | {"person": (code(step.person),)}
    words = f" offers to be {step.called}{_in(step)}."
    return Section(
        heading=None,
        lines=((_span(step.person), Span(text=words)),),
        actions=(
            Action(label="Approve", verb="accept", given=given, style="primary"),
            Action(label="Decline", verb="decline", given=given),
        ),
    )


def _to_all(
    people: Sequence[Person], step: _Step, what: str, deed: Deed
) -> Iterator[tuple[Person, Section]]:
    words = f" {what} {step.called}{_in(step)}{because(deed.because)}."
    for one in people:
        if one.key != step.person.key:
            yield one, Section(heading=None, lines=((_span(step.person), Span(text=words)),))


def _yours(step: _Step, scene: Scene, what: str, deed: Deed) -> Section:
    actor = scene.actor.person.called
    that = f"{step.called}{_in(step)}{_till(step)}{because(deed.because)}"
    if step.to is not None and step.declines and step.offered:
        goes = f"goes to {step.to.name} now, and waits for an answer there"
        said = f"Your offer to be{_as_backup(step)} {that} {goes} ({actor})."
        return Section(heading=None, lines=lines(said))
    return Section(heading=None, lines=lines(f"{what[0].upper()}{what[1:]} {that} ({actor})."))


def _till(step: _Step) -> str:
    """How long, where that is another end than before."""
    if not step.changes_end:
        return ""
    return f" until {step.body['until']}" if step.body["until"] else " without an end"


def _in(step: _Step) -> str:
    return f" in {step.team.name if step.team else step.where}"


def _span(person: Person) -> Span:
    return Span(text=person.called, user=person.slack)


def _served(scene: Scene, deed: Deed, after: Organisation) -> Iterator[Tell]:
    """One message for each person in charge of teams whose platform team comes or goes."""
    by_team = {change.subject.key[0]: change for change in following(deed.changes)}
    by_user: dict[str, list[Change]] = {}
    for team in after.teams:
        for one in in_charge(after, team) if team.key in by_team else ():
            if one.slack and one.key != scene.actor.person.key:
                by_user.setdefault(one.slack, []).append(by_team[team.key])
    for user, changes in by_user.items():
        text = f"{_serving(changes, scene, after)} ({scene.actor.person.called})."
        yield Tell(user, Reply(outcome="notice", headline=text))


def _serving(changes: Sequence[Change], scene: Scene, after: Organisation) -> str:
    """“Churn and Search are served by Base from now on, no longer by ML Platform”."""
    names = listed(after.team[change.subject.key[0]].name for change in changes)
    several = len(changes) > 1
    teams = scene.organisation.team | after.team
    was, now = (
        teams[body["platform"]].name if body and body["platform"] else None
        for body in (changes[0].before, changes[0].after)
    )
    if now is None:
        return f"{names} {'have' if several else 'has'} no platform team any more: {was} is retired"
    instead = f", no longer by {was}" if was else ""
    return f"{names} {'are' if several else 'is'} served by {now} from now on{instead}"
