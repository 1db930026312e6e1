"""Rolecall as a process of its own, and what it says."""

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Self
from urllib.request import Request, urlopen

PATIENCE = 60
HOST = "127.0.0.1"
READY = "Rolecall is ready at "
ROLECALL = str(Path(sys.executable).with_name("rolecall"))
Done = subprocess.CompletedProcess[str]


def environment(database_url: str, **more: str) -> dict[str, str]:
    """The environment of a run on this database, without Slack unless `more` says so."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("SLACK_")}
    return others | {"DATABASE_URL": database_url, "HOST": HOST, "PORT": "0"} | more


class Running:
    """`rolecall run`, whose output lines are waited for, each for so long and no longer.

    `said` is all that it has written to standard output. Another `command` may run it, and what it
    complains of may go to a file, where it may be more than a pipe holds.
    """

    def __init__(
        self,
        *words: str,
        env: dict[str, str],
        command: Sequence[str] = (ROLECALL, "run"),
        complaints: IO[str] | int = subprocess.PIPE,
    ) -> None:
        self.process = subprocess.Popen(  # noqa: S603
            [*command, *words],
            env=env,
            text=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
        )
        self.said: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def line(self) -> str | None:
        """The next line of standard output; None at its end."""
        return self._lines.get(timeout=PATIENCE)

    def url(self) -> str:
        """The address in the line that says it is ready."""
        while (line := self.line()) is not None:
            if line.startswith(READY):
                return line.removeprefix(READY)
        raise AssertionError(self.process.communicate(timeout=PATIENCE)[1])

    def end(self) -> tuple[int, list[str], str]:
        """The code it left with, the lines that were not yet read, and standard error."""
        code = self.process.wait(PATIENCE)
        lines = []
        while (line := self.line()) is not None:
            lines.append(line)
        return code, lines, self.process.stderr.read() if self.process.stderr else ""

    def close(self) -> None:
        """Nothing of it is left."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self.said.append(line.rstrip("\n"))
            self._lines.put(self.said[-1])
        self._lines.put(None)


def rolecall(env: dict[str, str], *words: str) -> Done:
    """A call of the command line that has ended."""
    return subprocess.run(  # noqa: S603
        [ROLECALL, *words],
        env=env,
        text=True,
        encoding="utf-8",
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )


def get(url: str, **headers: str) -> str:
    """What a page says."""
    with urlopen(Request(url, headers=headers), timeout=PATIENCE) as answer:  # noqa: S310
        text: str = answer.read().decode()
    return text


def one_sentence(done: Done, code: int) -> str:
    """The one line that it left with, and nothing else."""
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith("rolecall: ")
    [line] = done.stderr.splitlines()
    return line
