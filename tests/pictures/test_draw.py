"""Pictures as files: of every kind, form and ground, the same each time, whatever names hold."""

import importlib
import importlib.util
import os
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType

import pytest

from bot import pictures, wiring
from bot.domain.catalog import Catalog
from bot.domain.checklist import Checklist
from bot.domain.organisation import Organisation
from bot.domain.ownership.coverage import Share
from bot.pictures import FORMS, KINDS, NotInstalled, Told, draw
from tests.example import TODAY, catalog, organisation
from tests.pictures.crowd import crowded, crowded_catalog
from tests.pictures.looking import read, seen

PATIENCE = 120
PNG = b"\x89PNG\r\n\x1a\n"
AGAIN = """
import sys
from tests.pictures.test_draw import all_drawn
sys.stdout.buffer.write(b"".join(all_drawn()))
"""


def _past(days: int) -> tuple[Share, ...]:
    first = TODAY - timedelta(days=days - 1)
    return tuple(Share(first + timedelta(days=n), 20, 8 + n % 9, n % 7) for n in range(days))


def _checklist(number: int, handoff: str, due: date) -> Checklist:
    return Checklist.model_validate(
        {
            "handoff": handoff,
            "name": f"Model {number}",
            "giver": "mei",
            "receiver": "omar",
            "started": {"by": "mei", "on": "2026-11-02"},
            "team": "churn",
            "due": due.isoformat(),
            "orphaned": ["gives"] if number % 2 else [],
        }
    )


def example() -> Told:
    """The example organisation with some past, and with handoffs that go on."""
    going = tuple(_checklist(n, "handoff:model", TODAY - timedelta(days=n)) for n in range(3))
    return Told(catalog(), organisation(), TODAY, 90, checklists=going, past=_past(90))


def nothing() -> Told:
    """An organisation without anybody, and a catalog without anything to look at."""
    bare = {"catalog": "Bare", "caveat": "Nothing yet.", "roles": (), "activities": ()}
    where = Organisation(organisation="Empty")
    return Told(Catalog.model_validate(bare), where, TODAY, 90, past=())


def test_kinds_are_those_that_there_are() -> None:
    """The names that are known without what draws are those of its plug-ins."""
    assert sorted(wiring.pictures()) == sorted(KINDS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dark", [False, True])
def test_png(kind: str, dark: bool) -> None:  # noqa: FBT001 a parameter
    """A PNG is whole, and twice as sharp as the picture is large."""
    drawn = draw(wiring.pictures()[kind], example(), form="png", dark=dark)
    assert drawn.startswith(PNG)
    assert drawn.endswith(b"IEND\xaeB`\x82")
    wide, high = struct.unpack(">II", drawn[16:24])
    points = seen(kind, example()).size
    assert (wide, high) == pytest.approx([one * 200 / 72 for one in points], abs=2)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("team", [None, "churn", "platform"])
def test_layout(kind: str, team: str | None) -> None:
    """On no picture of the example does a text lie on another or leave the sheet."""
    told = replace(example(), team=organisation().team[team] if team else None)
    seen(kind, told).check_layout()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("activities", "roles"), [(30, 12), (90, 30)])
def test_crowded_layout(kind: str, activities: int, roles: int) -> None:
    """The same holds where there is much, with long names."""
    told = Told(crowded_catalog(activities, roles, 14), crowded(9, roles), TODAY, 90)
    told = replace(told, past=_past(30))
    seen(kind, told).check_layout()
    seen(kind, replace(told, team=told.organisation.team["t1"])).check_layout()


def all_drawn() -> list[bytes]:
    """The example as each kind of picture."""
    kinds = wiring.pictures()
    return [draw(kinds[kind], example(), form="svg") for kind in KINDS]


def test_the_same_again(root: Path) -> None:
    """The same is told by the same bytes, also in another process that hashes otherwise."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", AGAIN],
        cwd=root,
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True,
        timeout=PATIENCE,
        check=True,
    )
    assert done.stdout == b"".join(all_drawn())
    assert done.stderr == b""


def test_threads_draw_the_same() -> None:
    """What threads draw at the same time is what each of them draws alone."""
    kinds, alone = wiring.pictures(), all_drawn()
    with ThreadPoolExecutor(4) as threads:
        twice = threads.map(lambda kind: draw(kinds[kind], example(), form="svg"), [*KINDS, *KINDS])
        assert list(twice) == [*alone, *alone]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_to_show(kind: str) -> None:
    """Where there is nothing yet, the picture says so, in both forms."""
    found = seen(kind, nothing())
    assert any("no " in text or "Nothing" in text for text in found.texts)
    found.check_layout()
    assert draw(wiring.pictures()[kind], nothing(), form="png").startswith(PNG)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", KINDS)
def test_names_are_no_markup(kind: str, form: pictures.Form) -> None:
    """Names with markup, formulas and letters that the font lacks are drawn as they are."""
    told = Told(crowded_catalog(12, 6, 6), crowded(4, 6), TODAY, 90, past=_past(9))
    drawn = draw(wiring.pictures()[kind], told, form=form)
    if form == "svg":
        found = read(drawn)
        assert any("Crowd a <b>bold</b> & $x^2" in text for text in found.texts)
        assert found.root.find(".//{http://www.w3.org/2000/svg}b") is None
        assert b"<b>" not in drawn


def test_title() -> None:
    """Whoever can't see the picture reads what it shows."""
    drawn = draw(wiring.pictures()["matrix"], example(), form="svg")
    assert b"<title>Who does what at Harbour Goods</title>" in drawn
    assert b"Date" not in drawn


def test_without_what_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra it says which command installs it, and nothing else breaks."""
    found = importlib.util.find_spec

    def missing(name: str, package: str | None = None) -> object:
        return None if name == "matplotlib" else found(name, package)

    monkeypatch.setattr(pictures, "find_spec", missing)
    assert not pictures.available()
    with pytest.raises(NotInstalled, match=r"make pictures.*pip install 'rolecall\[pictures\]'"):
        wiring.pictures()


def test_nobody_waits_for_what_draws(root: Path) -> None:
    """The command line knows of pictures without loading what draws them."""
    look = "import sys, bot.cli; sys.exit(any(name == 'matplotlib' for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", look], cwd=root, timeout=PATIENCE, check=False)  # noqa: S603
    assert done.returncode == 0


def test_no_settings_are_left_behind() -> None:
    """Drawing leaves the settings of what draws as they were."""
    matplotlib: ModuleType = importlib.import_module("matplotlib")
    before = dict(matplotlib.rcParams)
    seen("matrix", example())
    assert dict(matplotlib.rcParams) == before
