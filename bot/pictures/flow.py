"""In which order roles stand, so that work mostly goes from left to right."""

from collections.abc import Iterable, Sequence


def in_order(roles: Sequence[str], ways: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The roles, each after those that give to it; a circle is cut where it comes first.

    Among several the one that comes first in `roles` is taken, so the order is always the same.
    """
    left = list(dict.fromkeys(roles))
    waits = {(giver, receiver) for giver, receiver in ways if giver != receiver}
    found: list[str] = []
    while left:
        waiting = {receiver for giver, receiver in waits if giver in left}
        role = next((one for one in left if one not in waiting), left[0])
        left.remove(role)
        found.append(role)
    return tuple(found)
