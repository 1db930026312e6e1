"""Plug-ins: one a module, each under a name of its own."""

import sys
from collections.abc import Callable, Iterator
from importlib import import_module, invalidate_caches
from itertools import count
from pathlib import Path
from types import ModuleType

import pytest

import bot.formats
from bot.errors import RolecallError
from bot.formats import Format
from bot.plugins import load

PACKAGES = count(1)
HEAD = "from bot.formats import Format\n"
NOTHING = "FORMAT = None\n"
Make = Callable[[dict[str, str]], ModuleType]


def _format(name: str) -> str:
    return f"{HEAD}FORMAT = Format({name!r}, (), None, None)\n"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """Makes a package of these modules."""
    monkeypatch.syspath_prepend(tmp_path)
    made: list[str] = []

    def make(modules: dict[str, str]) -> ModuleType:
        name = f"plugins_of_a_test_{next(PACKAGES)}"
        made.append(name)
        folder = tmp_path / name
        folder.mkdir()
        for file, text in {"__init__": "", **modules}.items():
            (folder / f"{file}.py").write_text(text, encoding="utf-8")
        invalidate_caches()
        return import_module(name)

    yield make
    for name in [one for one in sys.modules if one.partition(".")[0] in made]:
        del sys.modules[name]


def test_shipped_formats() -> None:
    """Every module in bot/formats is a format under the name of its module."""
    found = load(bot.formats, "FORMAT", Format)
    modules = Path(bot.formats.__file__ or "").parent.glob("[!_]*.py")
    assert sorted(found) == sorted(path.stem for path in modules)
    assert all(found[name].name == name for name in found)


def test_found_without_being_listed(package: Make) -> None:
    """A module that is put into the folder is found without being named anywhere."""
    made = package({"one": _format("first"), "two": _format("second")})
    assert list(load(made, "FORMAT", Format)) == ["first", "second"]


def test_nothing(package: Make) -> None:
    """An empty package has no plug-ins."""
    assert load(package({}), "FORMAT", Format) == {}


@pytest.mark.parametrize(
    ("text", "variable"),
    [("", "FORMAT"), (NOTHING, "FORMAT"), (_format("a"), "OTHER"), ("FORMAT = 'a'\n", "FORMAT")],
)
def test_no_plugin(text: str, variable: str, package: Make) -> None:
    """A module without a plug-in, or with one of a wrong kind, is refused by its name."""
    made = package({"odd": text})
    wanted = f"^{made.__name__}.odd is no plug-in: it needs {variable}: Format.$"
    with pytest.raises(RolecallError, match=wanted):
        load(made, variable, Format)


def test_name_taken(package: Make) -> None:
    """A name that two modules claim is refused, naming the second module."""
    made = package({"one": _format("same"), "two": _format("same")})
    with pytest.raises(RolecallError, match=r"\.two claims “same”, which is taken"):
        load(made, "FORMAT", Format)
