"""Values that were built from many rows, kept while the version they were built at stands."""

from threading import Lock
from typing import Generic, TypeVar

V = TypeVar("V")


class Recent(Generic[V]):
    """The newest value of each workspace; threads may share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._values: dict[str, tuple[int, V]] = {}

    def get(self, workspace_id: str, version: int) -> V | None:
        """The value at exactly this version, where it is the one kept."""
        with self._lock:
            kept = self._values.get(workspace_id)
        return kept[1] if kept and kept[0] == version else None

    def keep(self, workspace_id: str, version: int, value: V) -> None:
        """Keeps the value, unless a newer one is kept already."""
        with self._lock:
            kept = self._values.get(workspace_id)
            if kept is None or kept[0] < version:
                self._values[workspace_id] = (version, value)
