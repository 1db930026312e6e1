"""What tuning gives in the bakery, done once."""

import pytest

from bot.domain.evaluation import Labelled
from bot.tuning.tune import Tuned, tune
from tests.tuning import bakery

FURTHER = (
    Labelled(text="scones came out flat", expected=(bakery.BAKE,), writer="fay"),
    Labelled(text="is it windy outside", expected=(), kind="talk", writer="fay"),
)


@pytest.fixture(scope="session")
def tuned() -> tuple[Tuned, int]:
    """What came of it, and how often it said that it had come further."""
    told: list[None] = []
    made = tune(
        bakery.messages(),
        FURTHER,
        bakery.catalog(),
        bakery.vocabulary(),
        bakery.MATCHING,
        lambda: told.append(None),
    )
    return made, len(told)
