"""A team that one dialogue has for itself: in its channel, with who leads it and a member."""

from dataclasses import dataclass
from typing import Any

from bot.domain.fact import Facts
from tests.fake_slack import View
from tests.fake_slack.traffic import Json, Posted
from tests.talk.organisation import INES
from tests.talk.talk import Says, Talk, in_answer, owns


@dataclass(frozen=True)
class Crew:
    """The team of the dialogue's channel; `lead` and `member` are users whom nobody else knows."""

    talk: Talk
    lead: str
    member: str

    @property
    def team(self) -> str:
        """What the team is called."""
        return f"Team {self.talk.here}"

    @property
    def code(self) -> str:
        """The team as forms and buttons carry it."""
        return f"team:{self.team.casefold().replace(' ', '-')}"

    @property
    def names(self) -> dict[str, str]:
        """Everything that words can be filled in with."""
        here = self.talk.here
        people = {"lead": self.lead, "member": self.member, "admin": INES}
        team = {"team": self.team, "code": self.code}
        return people | team | {"here": here, "slug": here.casefold()}

    @property
    def facts(self) -> Facts:
        """All that is known of the workspace's ownership and catalog now."""
        bot = self.talk.bot
        with bot.ledger.read(bot.workspace) as books:
            return books.facts()

    def filled(self, words: str) -> str:
        """Words with the names of this team in them."""
        return words.format_map(self.names)

    def says(self, words: str) -> Says:
        """Uses `/ownership` with words in which the names of this team stand."""
        return owns(self.filled(words))


def crew_of(talk: Talk) -> Crew:
    """A new team in the dialogue's channel, arranged as Hybrid and led by its lead."""
    crew = Crew(talk, talk.joins(f"Lea {talk.here}"), talk.joins(f"Mo {talk.here}"))
    add = crew.says("team add “{team}” as hybrid in <#{here}|x> led by <@{lead}>")
    talk.plays((INES, add, in_answer(f"{crew.team} is a team from now on.")))
    return crew


def clicks_on(posted: Posted, label: str, *, first: bool = False, **fields: Any) -> Says:
    """Clicks on a button of a message as it was when it came, whatever became of it.

    It is the only one with that label, unless the first of them is meant.
    """
    button, *others = [one for one in posted.elements if one["text"]["text"] == label]
    assert first or not others
    given: Json = {"channel": posted.channel, "message": posted} | fields
    return lambda talk, who: talk.slack.click(button, user=who, **given)


def chosen(view: View) -> dict[str, str]:
    """What is chosen in the menus of a form, by their blocks."""
    states = {name: state for name, block in view.values.items() for state in block.values()}
    options = {name: state.get("selected_option") for name, state in states.items()}
    return {name: option["value"] for name, option in options.items() if option}
