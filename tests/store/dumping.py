"""PostgreSQL's own programs, as the documentation has them run."""

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import text

from bot.store.engine import Engines


def plain_url(engines: Engines) -> str:
    """The URL of a PostgreSQL database as its programs know it."""
    url = engines.write.url.set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


def run_documented(command: str, engines: Engines, url: str, folder: Path) -> None:
    """Runs a command in a folder with DATABASE_URL set, by the programs of these engines' server.

    Whatever it complains of is an error.
    """
    with engines.read.connect() as connection:
        programs = connection.scalar(text("SELECT setting FROM pg_config WHERE name = 'BINDIR'"))
    path = os.pathsep.join((str(programs), os.environ["PATH"]))
    shell = shutil.which("sh")
    assert shell is not None
    ran = subprocess.run(  # noqa: S603 what the documentation says
        [shell, "-c", command],
        cwd=folder,
        env=os.environ | {"PATH": path, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
