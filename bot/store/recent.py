"""Values that were built from many rows, kept while the version they were built at stands."""

from collections import OrderedDict
from datetime import datetime
from threading import Lock
from typing import Generic, TypeAlias, TypeVar

V = TypeVar("V")
WARM = 500

Stamp: TypeAlias = tuple[datetime, int]
"""When the workspace was created, and a version: one that was erased and is back counts anew."""


class Recent(Generic[V]):
    """The newest value of each of so many workspaces, those used last; threads may share it."""

    def __init__(self, most: int = WARM) -> None:
        self._most = most
        self._lock = Lock()
        self._values: OrderedDict[str, tuple[Stamp, V]] = OrderedDict()

    def get(self, workspace_id: str, stamp: Stamp) -> V | None:
        """The value with exactly this stamp, where it is the one kept."""
        with self._lock:
            kept = self._values.get(workspace_id)
            if kept is None:
                return None
            self._values.move_to_end(workspace_id)
        return kept[1] if kept[0] == stamp else None

    def keep(self, workspace_id: str, stamp: Stamp, value: V) -> None:
        """Keeps the value, unless a newer one is kept already; the one unused longest goes."""
        with self._lock:
            kept = self._values.get(workspace_id)
            if kept is None or kept[0] < stamp:
                self._values[workspace_id] = (stamp, value)
                self._values.move_to_end(workspace_id)
            if len(self._values) > self._most:
                self._values.popitem(last=False)
