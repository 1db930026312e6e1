"""History: what was done, by whom and when, with a button to take it back."""

from collections.abc import Collection, Mapping

from bot.domain.act import Act
from bot.domain.answer import notice
from bot.domain.catalog import Activity, Role
from bot.domain.organisation import Person, Team
from bot.domain.ownership.codes import encoded
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.former import former_keys
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.telling import Names, names_in, told_all
from bot.domain.ownership.undoing import from_file, undo_button
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.reply import Action, Reply, Section
from bot.domain.value import Value
from bot.domain.wording import bullets

MOST_ACTS = 10
MOST_TOLD = 5
_HIGHEST = 2**31 - 1


def run(scene: Scene, given: Given) -> Deed:
    """The newest acts, of something or by somebody where that was said; the newest first."""
    about, by = given.maybe("of", Value), given.maybe("by", Person)
    before = given.maybe("before", int)
    if by is not None and by.slack is None:
        raise Objection(
            f"{by.called} has no Slack account, so nothing here was done by them; "
            "“of” tells what was done about them.",
            field="by",
        )
    keys = _keys(scene, about)
    acts = scene.past.acts(
        MOST_ACTS + 1,
        actor=by.slack if by else None,
        of=keys,
        before=None if before is None else min(max(before, 0), _HIGHEST),
    )
    about_what = _about(scene, about, by)
    if not acts:
        earlier = "" if before is None else f" before #{before}"
        return Deed(notice(f"Nothing was changed{earlier}{about_what}."))
    undoings, names = scene.past.undoings(), names_in(scene)
    return Deed(
        Reply(
            outcome="notice",
            headline=f"What was done{about_what}, the newest first:",
            sections=tuple(_section(act, keys, undoings, names) for act in acts[:MOST_ACTS]),
            actions=_earlier(given, acts[MOST_ACTS - 1]) if len(acts) > MOST_ACTS else (),
        )
    )


def _keys(scene: Scene, about: Value | None) -> tuple[str, ...]:
    """What stands in the keys of the facts about something, by now or before."""
    if isinstance(about, Person):
        return (about.key, *former_keys(scene, about))
    if isinstance(about, Team):
        return (about.key,)
    return (about.ref,) if isinstance(about, Role | Activity) else ()


def _about(scene: Scene, about: Value | None, by: Person | None) -> str:
    of = about.called if isinstance(about, Person) else getattr(about, "name", "")
    if isinstance(about, Team) and about.key not in scene.organisation.team:
        of = f"the retired team {of}"
    return (f" about {of}" if of else "") + (f" by {by.called}" if by else "")


def _section(act: Act, keys: Collection[str], undoings: Mapping[int, int], names: Names) -> Section:
    """What was done at once: a large act tells first what it did to the thing asked about."""
    about = [one for one in act.changes if not {*one.subject.key}.isdisjoint(keys)]
    lines = told_all(about or act.changes, act.count, names, MOST_TOLD)
    actor = names.account(act.actor)
    when = f"{act.at.day} {act.at:%b %Y, %H:%M} UTC"
    heading = f"#{act.number} · {when} · {actor} · {act.how.verb or act.source}"
    undone = undoings.get(act.number)
    said = [f"Undone by #{undone}"] if undone else []
    said += [f"Undoes #{act.how.undoes}"] if act.how.undoes else []
    buttons = () if undone or from_file(act) else (undo_button(act.number),)
    return Section(heading=heading, lines=bullets((*said, *lines)), actions=buttons)


def _earlier(given: Given, last: Act) -> tuple[Action, ...]:
    before = encoded(given) | {"before": (str(last.number),)}
    return (Action(label="Earlier", verb="history", given=before),)


VERB = Verb(
    name="history",
    title="What was changed",
    help="Lists what was changed, by whom and when; each can be undone with one click.",
    who="everybody",
    run=run,
    arguments=(
        Argument(
            "of",
            "thing",
            "About",
            after="of",
            optional=True,
            hint="May be left out. A team is also found when it is retired, and by older names.",
            former=True,
        ),
        Argument("by", "person", "Changed by", after="by", optional=True),
        Argument("before", "number", "Before change number", after="before", optional=True),
    ),
    writes=False,
    examples=("history", "history of Churn", "history of MLOps Engineer by @ada before 57"),
)
