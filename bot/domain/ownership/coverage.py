"""How many of the roles that teams need are filled, and how that was on the days before."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Share:
    """On one day: how many roles were `needed`, counted for each team that needs one.

    So many of these were `filled`, and so many of those `confirmed` not too long before.
    """

    on: date
    needed: int
    filled: int
    confirmed: int
