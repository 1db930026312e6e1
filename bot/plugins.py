"""Finds one plug-in a module in a folder."""

from collections.abc import Collection, Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Protocol, TypeVar

from bot.errors import RolecallError


class Plugin(Protocol):
    """What every plug-in has: the name that people call it by."""

    @property
    def name(self) -> str:
        """The name it claims."""
        ...


P = TypeVar("P", bound=Plugin)


def load(
    package: ModuleType, variable: str, kind: type[P], but: Collection[str] = ()
) -> Mapping[str, P]:
    """The plug-ins of a package by name: each module's value under `variable`.

    `but` are its modules that are none. Raises RolecallError for a module without one, of a wrong
    kind, or with a name claimed twice.
    """
    found: dict[str, P] = {}
    for info in iter_modules(package.__path__):
        if info.name in but:
            continue
        module = import_module(f"{package.__name__}.{info.name}")
        plugin = getattr(module, variable, None)
        if not isinstance(plugin, kind):
            wanted = f"{variable}: {kind.__name__}"
            raise RolecallError(f"{module.__name__} is no plug-in: it needs {wanted}.")
        if plugin.name in found:
            raise RolecallError(f"{module.__name__} claims “{plugin.name}”, which is taken.")
        found[plugin.name] = plugin
    return found
