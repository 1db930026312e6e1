"""What a role does not do, put beside a question about that."""

from collections.abc import Callable, Collection

from bot.domain.catalog import Boundary, Role

MOSTLY = 0.6
"""The share of the fewer words, the boundary's or the question's, that the other says too."""

_LEAST_STEM = 4

Stems = Callable[[str], Collection[str]]
"""The stems of a text's words that say something."""


def boundary_about(role: Role, text: str, stems: Stems) -> tuple[Boundary, float] | None:
    """The boundary of a role that says mostly what a text says, with the share that it says."""
    asked = stems(text)
    fits = [(one, _share(stems(one.name), asked)) for one in role.boundaries]
    best = max(fits, key=lambda fit: fit[1], default=None)
    return best if best is not None and best[1] >= MOSTLY else None


def linked_boundary(role: Role, activity: str) -> Boundary | None:
    """The role's boundary to an activity."""
    return next((one for one in role.boundaries if one.activity == activity), None)


def _share(said: Collection[str], asked: Collection[str]) -> float:
    both = sum(any(_alike(word, other) for other in asked) for word in said)
    return both / min(len(said), len(asked)) if both else 0.0


def _alike(word: str, other: str) -> bool:
    """Whether stems are one word's: “decis” and “decid”, “infra” and “infrastructur”."""
    least = max(_LEAST_STEM, min(len(word), len(other)) - 1)
    return word == other or (len(other) >= least and word[:least] == other[:least])
