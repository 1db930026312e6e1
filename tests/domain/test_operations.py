"""What whoever runs Rolecall decides: which workspaces are switched off."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot import config
from bot.domain.operations import Operations


def _silencing(root: Path, *workspaces: object) -> Operations:
    shipped = config.load_operations(root).model_dump()
    return Operations.model_validate(shipped | {"silenced": workspaces})


def test_silenced(root: Path) -> None:
    """As it ships none is; those that are named are ids of workspaces."""
    assert config.load_operations(root).silenced == ()
    assert _silencing(root, "T0123ABC", "E9").silenced == ("T0123ABC", "E9")


@pytest.mark.parametrize("wrong", ["", "t0123", "#general", "T0 1", "T" * 51, 7, None])
def test_no_workspace(wrong: object, root: Path) -> None:
    """What can't be a workspace's id is refused, for it would silence nobody."""
    with pytest.raises(ValidationError):
        _silencing(root, wrong)
