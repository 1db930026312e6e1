"""Who may do what: asked of the actor in what Slack sent, at every command, submit and click."""

from collections.abc import Iterable, Sequence

from bot.domain.organisation import Organisation, Team
from bot.domain.ownership.deed import Deed, Forbidden, Objection
from bot.domain.ownership.scene import Actor, Scene
from bot.domain.ownership.verb import WHO, Given, Verb
from bot.domain.wording import listed

_BOTH = 2


def admit(verb: Verb, actor: Actor) -> None:
    """Refuses guests what changes anything, before anything is looked at.

    Objection where we don't know yet whether it is a guest.
    """
    if not verb.writes and verb.who in ("everybody", "members"):
        return
    if actor.guest:
        raise Forbidden(
            "Guests can look but change nothing; ask somebody who is a full member to do it."
        )
    if not actor.known:
        raise Objection("I don't know your account yet; try again in a minute.")


def allow(verb: Verb, scene: Scene, deed: Deed) -> None:
    """Forbidden, with who may, where the actor isn't one of those whom the verb is for."""
    _check(verb, scene, tuple(dict.fromkeys(deed.teams)), deed.own)


def allow_given(verb: Verb, scene: Scene, given: Given) -> None:
    """Forbidden where what was given tells already that the actor may not.

    What stands in the way of a verb, and how to help it, is for those who may.
    """
    team = given.values.get("team")
    if verb.who == "steward":
        _check(verb, scene, (), None)
    elif verb.who == "lead" and isinstance(team, Team):
        _check(verb, scene, (team.key,), None)


def allow_somewhere(verb: Verb, scene: Scene, given: Given) -> None:
    """Forbidden where whoever leads a team may, and the actor leads none, whichever is meant.

    Names who may where what was given tells the team.
    """
    if verb.who != "lead" or scene.actor.steward or scene.actor.leads:
        return
    allow_given(verb, scene, given)
    raise Forbidden(f"Only {WHO[verb.who]} can do that.")


def _check(verb: Verb, scene: Scene, teams: Sequence[str], own: str | None) -> None:
    admit(verb, scene.actor)
    if verb.who in ("everybody", "members") or scene.actor.steward:
        return
    if verb.who != "steward" and scene.actor.looks_after(*teams):
        return
    if verb.who == "own or lead" and own == scene.actor.person.key:
        return
    raise Forbidden(f"Only {_who(verb, scene.organisation, teams)} can do that.")


def _who(verb: Verb, organisation: Organisation, teams: Sequence[str]) -> str:
    stewards = _names(organisation, organisation.stewards)
    everywhere = [*stewards, "the workspace's admins and owners"]
    if verb.who == "steward":
        return listed(everywhere, "or")
    known = [organisation.team[team] for team in teams if team in organisation.team]
    leads = _leads(organisation, known)
    own = ["whoever it concerns"] if verb.who == "own or lead" else []
    if not leads:
        return listed([*own, *everywhere], "or")
    # What is said of a lead ends with a comma, so a mere list would not show who belongs to what.
    return ", or ".join([*own, leads, listed(everywhere, "or")])


def _leads(organisation: Organisation, teams: Sequence[Team]) -> str:
    """“Ada, who leads Churn”; of several teams it takes somebody who leads each of them."""
    keys = (
        [key for key in teams[0].leads if all(key in one.leads for one in teams)] if teams else ()
    )
    names = _names(organisation, keys)
    if len(teams) == 1:
        return f"{listed(names, 'or')}, who leads {teams[0].name}" if names else ""
    who = f"{listed(names, 'or')}, who" if names else "somebody who"
    return f"{who} leads {_all_of(teams)}" if teams else ""


def _all_of(teams: Sequence[Team]) -> str:
    """“both Churn and Search”, “all of Churn, Search and Pricing”."""
    every = "both" if len(teams) == _BOTH else "all of"
    return f"{every} {listed(team.name for team in teams)}"


def _names(organisation: Organisation, keys: Iterable[str]) -> list[str]:
    people = [organisation.person[key] for key in keys]
    return [person.called for person in people if person.active]
