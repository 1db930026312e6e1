"""A team follows its channel where that is renamed, so that answers go on leading there."""

from collections.abc import Iterator, Mapping

from bot.domain.fact import Change, Facts
from bot.domain.value import as_name


def following(teams: Facts, renamed: Mapping[str, str]) -> Iterator[Change]:
    """The steps with which teams keep channels that have a new name; `renamed` has it by the old.

    A name that is another team's channel already stays that team's.
    """
    new = {_plain(old): name for old, name in renamed.items()}
    taken = {_plain(body["channel"] or "") for body in teams.values()}
    for subject, body in teams.items():
        name = new.get(_plain(body["channel"] or ""))
        if name is not None and _plain(name) not in taken:
            taken.add(_plain(name))
            yield Change(subject, body, body | {"channel": as_name(f"#{name}", name)})


def _plain(channel: str) -> str:
    return channel.casefold().removeprefix("#")
