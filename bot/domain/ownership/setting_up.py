"""The first steps as one message: how each stands, and what does it."""

from collections.abc import Sequence

from bot.domain.catalog import Catalog
from bot.domain.first_steps import Step, StepName, Stored, steps
from bot.domain.organisation import Organisation
from bot.domain.ownership.scene import Past
from bot.domain.reply import Action, Reply, Section
from bot.domain.source import SHIPPED
from bot.domain.wording import bullets

SETUP = "setup"
"""The verb that shows the first steps, and what their message is called among editions."""

_HOW: dict[StepName, str] = {
    "catalog": "Keep it and change it as you go, start with an empty one, or bring your own with "
    "`rolecall import catalog.yaml` on the machine that runs me.",
    "teams": "Choose channels that teams have, and who leads them. I answer in a channel once I am "
    "in it: `/invite @Rolecall`.",
    "digest": "Choose a channel that hears which roles nobody fills, and what has changed.",
}
_SURE = "Nothing in the catalog answers anybody then. `/ownership undo` brings it back."


def steps_of(past: Past, catalog: Catalog, organisation: Organisation) -> tuple[Step, ...]:
    """How the first steps stand, whoever did them from wherever."""
    stored = Stored(
        catalog=catalog,
        own=past.catalog_source not in (None, SHIPPED),
        teams=organisation.teams,
        told=len({body["channel"] for body in past.facts({"digest"}).values()}),
        settled=past.settled_steps(),
    )
    return steps(stored)


def card(found: Sequence[Step]) -> Reply:
    """The message: a part for each step, with buttons as long as it isn't done."""
    left = sum(1 for step in found if not (step.done or step.skipped))
    ask = "Ask me anything, such as “who deploys models?”: `/whoowns`, a mention or a DM."
    again = "`/ownership setup` shows this again; what you skip can be done at any time."
    return Reply(
        outcome="notice",
        headline=_headline(left),
        sections=tuple(_section(number, step) for number, step in enumerate(found, 1)),
        trust=(ask, again),
    )


def _headline(left: int) -> str:
    if not left:
        return "Rolecall is set up."
    return (
        "Welcome to Rolecall, which answers “who owns this?”. Setting it up takes two minutes: "
        f"{'one step is' if left == 1 else f'{left} steps are'} left."
    )


def _section(number: int, step: Step) -> Section:
    said = (step.text,) if step.done else (step.text, _HOW[step.name])
    sign = "✓ " if step.done else ""
    skipped = " (skipped)" if step.skipped else ""
    return Section(
        heading=f"{sign}{number}. {step.title}{skipped}",
        lines=bullets(said),
        actions=() if step.done else _actions(step),
    )


def _actions(step: Step) -> tuple[Action, ...]:
    skip = Action(label="Skip", verb="setup skip", given={"step": (step.name,)})
    return (*_DO[step.name], *(() if step.skipped else (skip,)))


_DO: dict[StepName, tuple[Action, ...]] = {
    "catalog": (
        Action(label="Keep it", verb="setup keep", style="primary"),
        Action(label="Start empty", verb="setup empty", confirm=_SURE),
    ),
    "teams": (Action(label="Name teams", verb="setup teams", style="primary", form=True),),
    "digest": (
        Action(
            label="Choose a channel",
            verb="digest add",
            given={"digests": ("unfilled", "changes"), "days": ("Monday",), "at": ("09:00",)},
            style="primary",
            form=True,
        ),
    ),
}
