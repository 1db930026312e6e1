"""Add a title: what it says on somebody's badge, and the role that it means here."""

from bot.domain.answer import notice
from bot.domain.catalog import Role, Title
from bot.domain.ownership.deed import Deed
from bot.domain.ownership.entries import added, catalog_after, new_ref
from bot.domain.ownership.new_name import plain_name
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.ownership.wordings import ANYWAY, Words, check_own, check_pull


def run(scene: Scene, given: Given) -> Deed:
    """Adds a job title, which means one of the roles."""
    name, role = plain_name(given.one("name", str), "name"), given.one("role", Role)
    check_own(scene, name, "name")
    title = Title(ref=new_ref(scene, "title", name), name=name, role=role.ref)
    changes = (added(scene, title),)
    words = Words(VERB.name, "name", name, title.ref)
    check_pull(scene, given, words, catalog_after(scene, changes))
    return Deed(notice(f"The title {name} means {role.name} from now on."), changes)


VERB = Verb(
    name="title add",
    title="Add a title",
    help="Adds a job title, which means one of the roles here.",
    who="steward",
    run=run,
    arguments=(
        Argument("name", "name", "Title"),
        Argument("role", "role", "Role", after="for"),
        ANYWAY,
    ),
    examples=("title add Staff Model Wrangler for MLOps Engineer",),
)
