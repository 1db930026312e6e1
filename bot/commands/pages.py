"""Pages: a link into the pages, for whoever asks for it."""

from urllib.parse import quote

from bot.domain.catalog import Activity, Role
from bot.domain.organisation import Person, Team
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.reply import Reply, Section, Span
from bot.domain.value import Value

NO_PAGES = (
    "There are no pages that can be reached from Slack here; whoever runs Rolecall can set "
    "ROLECALL_PUBLIC_URL to the address at which they are and, with PostgreSQL, "
    "ROLECALL_SECRET_KEY to what signs the links."
)
NOT_FOR_GUESTS = "The pages are for full members; as a guest you can ask for what you need to know."
TRUST = "It is yours alone: it works once, for ten minutes."


def run(scene: Scene, given: Given) -> Deed:
    """A link to the page of what was named, else to the matrix of the channel's team."""
    if scene.link is None:
        raise Objection(NO_PAGES)
    if scene.actor.guest:
        raise Objection(NOT_FOR_GUESTS)
    page, name = _page(scene, given.maybe("what", Value))
    link = Span(text=f"Open {name}", url=scene.link(page))
    section = Section(heading=None, lines=((link,),))
    return Deed(
        Reply(outcome="notice", headline="Here you are.", sections=(section,), trust=(TRUST,))
    )


def _page(scene: Scene, what: Value | None) -> tuple[str, str]:
    """The path of a page, and what it is called."""
    match what:
        case Team() as team:
            return f"/team/{quote(team.key)}", team.name
        case Person() as person:
            return f"/person/{quote(person.key)}", person.called
        case Role() as role:
            return f"/role/{_key(role.ref)}", role.name
        case Activity() as activity:
            return f"/activity/{_key(activity.ref)}", activity.name
    if scene.here is None:
        return "/matrix", "the matrix"
    return f"/matrix?team={quote(scene.here.key)}", f"the matrix of {scene.here.name}"


def _key(ref: str) -> str:
    return quote(ref.partition(":")[2])


VERB = Verb(
    name="pages",
    title="Look at it in a browser",
    help="Gives you a link to the pages: the matrix, or the page of what you name.",
    who="everybody",
    run=run,
    arguments=(Argument("what", "thing", "What to look at", optional=True),),
    writes=False,
    beside=True,
    examples=("pages", "pages Churn", "pages Deploy models"),
)
