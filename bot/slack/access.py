"""With which token we speak to Slack in which workspace."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from pydantic import SecretStr

from bot.errors import NotKnown
from bot.store.ledger import Ledger
from bot.store.sealing import Seals


class Access(Protocol):
    """The tokens that we hold."""

    def token(self, workspace_id: str) -> SecretStr:
        """Our token there. Raises NotKnown where we have none."""

    def workspaces(self) -> Collection[str] | None:
        """Where we have one; None stands for everywhere that one is stored."""


@dataclass(frozen=True)
class OneToken:
    """The token of one workspace, which is known once Slack has told it."""

    bot: SecretStr
    workspace: Callable[[], str | None]

    def token(self, workspace_id: str) -> SecretStr:  # noqa: ARG002 there is only one
        """The token."""
        return self.bot

    def workspaces(self) -> Collection[str]:
        """The workspace, once it is known."""
        here = self.workspace()
        return () if here is None else (here,)


@dataclass(frozen=True)
class StoredTokens:
    """The tokens that workspaces gave us when they installed the app, read each time anew."""

    ledger: Ledger
    seals: Seals

    def token(self, workspace_id: str) -> SecretStr:
        """Our token there. Raises NotKnown where we have none, Unopened where it can't be read."""
        sealed = self.ledger.token(workspace_id)
        if sealed is None:
            raise NotKnown(f"Rolecall isn't installed in {workspace_id} (any more).")
        return SecretStr(self.seals.open(sealed, workspace_id))

    def workspaces(self) -> None:
        """Everywhere that one is stored."""
