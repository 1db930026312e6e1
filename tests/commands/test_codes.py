"""Codes that a form or a button may carry, and that stand for nothing."""

import pytest

from tests.commands.counter import DEVOPS, INES, Counter


@pytest.mark.parametrize("wrong", ["team:", "role:nobody", "", "U3"])
def test_no_such_role(counter: Counter, wrong: str) -> None:
    """What is no role is said to be gone, and isn't taken for a person."""
    codes = {
        "activity": ("activity:deploy-models",),
        "roles": (wrong, DEVOPS),
        "team": ("team:churn",),
    }
    heard = counter.submits(INES, "override", codes)
    assert heard.wrong["roles"].endswith("isn't here any more; choose again.")


def test_nobody_and_somebody(counter: Counter) -> None:
    """A form in which nobody is chosen together with a role asks which of these holds."""
    codes = {
        "activity": ("activity:deploy-models",),
        "roles": ("none", DEVOPS),
        "team": ("team:churn",),
    }
    heard = counter.submits(INES, "override", codes)
    assert heard.wrong["roles"] == (
        "Choose “nobody” or something else for “Responsible”, not both."
    )
