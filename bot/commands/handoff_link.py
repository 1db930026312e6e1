"""Attach a link to a handoff as evidence: a data contract, a model's interface, API documents."""

from bot.domain.checklist import MOST_LINKS, linked
from bot.domain.ownership.checklists import running
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.evidence import link
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.wording import short


def run(scene: Scene, given: Given) -> Deed:
    """Attaches it; the same address again only changes what is said of it."""
    going = running(scene, given)
    going.check("Attaching a link", sorted(going.now.people))
    found = link(given, going.word)
    if found is None:
        raise Objection("Say which link: one that begins with https://.", field="link")
    if any((one.url, one.what) == (found.url, found.what) for one in going.now.links):
        raise Objection(f"That link is attached to {going.called} already.", field="link")
    others = [one for one in going.now.links if one.url != found.url]
    if len(others) >= MOST_LINKS:
        raise Objection(
            f"{going.title} has {MOST_LINKS} links already; put the others on one page, and "
            "attach that.",
            field="link",
        )
    text = f"{short(found.what or found.url)} is attached to {going.called}."
    return going.becomes(linked(going.now, found), text)


VERB = Verb(
    name="handoff link",
    title="Attach a link to a handoff",
    help="Attaches a link as evidence: a data contract, a model's interface, API documentation.",
    who="own or lead",
    run=run,
    arguments=(
        Argument("number", "number", "Number of the handoff"),
        Argument(
            "link",
            "text",
            "Link",
            after="to",
            hint="One that begins with https://, and after it what it is.",
        ),
    ),
    examples=("handoff link 4 to https://wiki.example/contract the data contract",),
)
