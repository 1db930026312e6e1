"""Who looks after ownership: whoever was named here, else whoever does so until somebody is."""

from bot.domain.organisation import Person
from bot.domain.ownership.scene import Scene


def named(scene: Scene) -> frozenset[str]:
    """The keys of the stewards who were named, by a file or with a verb."""
    return frozenset(subject.key[0] for subject in scene.past.facts(["steward"]))


def unnamed(scene: Scene) -> list[Person]:
    """Stewards whom nobody named: those of `config/slack.yaml`, else the workspace's owner.

    As soon as one is named, there are none of these.
    """
    said, organisation = named(scene), scene.organisation
    return [organisation.person[key] for key in organisation.stewards if key not in said]
