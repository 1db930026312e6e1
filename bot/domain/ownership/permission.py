"""Who may do what: asked of the actor in what Slack sent, at every command, submit and click."""

from collections.abc import Iterable

from bot.domain.organisation import Organisation
from bot.domain.ownership.deed import Deed, Forbidden, Objection
from bot.domain.ownership.scene import Actor, Scene
from bot.domain.ownership.verb import Verb
from bot.domain.wording import listed


def admit(verb: Verb, actor: Actor) -> None:
    """Refuses guests what changes anything, before anything is looked at.

    Objection where we don't know yet whether it is a guest.
    """
    if not verb.writes:
        return
    if actor.guest:
        raise Forbidden(
            "Guests can look but change nothing; ask somebody who is a full member to do it."
        )
    if not actor.known:
        raise Objection("I don't know your account yet; try again in a minute.")


def allow(verb: Verb, scene: Scene, deed: Deed) -> None:
    """Forbidden, with who may, where the actor isn't one of those whom the verb is for."""
    admit(verb, scene.actor)
    if verb.who in ("everybody", "members") or scene.actor.steward:
        return
    teams = dict.fromkeys(deed.teams)
    if verb.who != "steward" and scene.actor.looks_after(*teams):
        return
    if verb.who == "own or lead" and deed.own == scene.actor.person.key:
        return
    raise Forbidden(f"Only {_who(verb, scene.organisation, teams)} can do that.")


def _who(verb: Verb, organisation: Organisation, teams: Iterable[str]) -> str:
    stewards = _names(organisation, organisation.stewards)
    everywhere = [*stewards, "the workspace's admins and owners"]
    if verb.who == "steward":
        return listed(everywhere, "or")
    leads = [
        f"{listed(names, 'or')}, who leads {organisation.team[team].name}"
        for team in teams
        if team in organisation.team
        and (names := _names(organisation, organisation.team[team].leads))
    ]
    own = ["whoever it concerns"] if verb.who == "own or lead" else []
    if not leads:
        return listed([*own, *everywhere], "or")
    # What is said of a lead ends with a comma, so a mere list would not show who belongs to what.
    return ", or ".join([*own, *leads, listed(everywhere, "or")])


def _names(organisation: Organisation, keys: Iterable[str]) -> list[str]:
    people = [organisation.person[key] for key in keys]
    return [person.called for person in people if person.active]
