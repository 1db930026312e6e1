"""Add a role, which people can fill in every team."""

from bot.domain.answer import notice
from bot.domain.catalog import Role
from bot.domain.ownership.codes import code
from bot.domain.ownership.deed import Deed
from bot.domain.ownership.entries import added, catalog_after, new_ref
from bot.domain.ownership.new_name import plain_name
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.ownership.wordings import ANYWAY, Words, check_own, check_pull
from bot.domain.reply import Action


def run(scene: Scene, given: Given) -> Deed:
    """Adds a role; whatever a team's structure, it sits in the team itself."""
    name = plain_name(given.one("name", str), "name")
    check_own(scene, name, "name")
    about = f"{name}, as added here."
    ref = new_ref(scene, "role", name)
    role = Role(ref=ref, name=name, column=name, summary=about, description=about)
    changes = (added(scene, role),)
    words = Words(VERB.name, "name", name, ref)
    check_pull(scene, given, words, catalog_after(scene, changes))
    assign = Action(label="Assign it", verb="assign", given={"role": (code(role),)}, form=True)
    says = notice(
        f"{name} is a role from now on. Next: say who fills it, and add what it is responsible "
        "for with `/ownership activity add`."
    )
    return Deed(says.model_copy(update={"actions": (assign,)}), changes)


VERB = Verb(
    name="role add",
    title="Add a role",
    help="Adds a role that people can fill, in every team.",
    who="steward",
    run=run,
    arguments=(Argument("name", "name", "Name"), ANYWAY),
    examples=("role add Data Steward",),
)
