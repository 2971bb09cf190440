"""Running `marquee` in tests: in this process for what it prints, as a process of its own for `serve`."""

import json
import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import pytest

from app.cli import main

# Long enough for a busy machine; a start takes about a second.
PATIENCE_S = 30


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one line that a program reads."""
        assert self.code == 0, self.err
        assert self.out.count("\n") == 1
        return json.loads(self.out)


@dataclass(frozen=True)
class Marquee:
    """The command, on one database."""

    url: str
    capture: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str) -> Ran:
        self.capture.readouterr()
        code = main(arguments)
        captured = self.capture.readouterr()
        assert "Traceback" not in captured.err
        return Ran(code, captured.out, captured.err)

    def apart(self, *arguments: str, script: Sequence[str] = ("-m", "app")) -> Ran:
        """The same in a process of its own, which has imported nothing before."""
        with self.process(*arguments, script=script) as process:
            out, err = process.communicate(timeout=4 * PATIENCE_S)
        assert "Traceback" not in err
        return Ran(process.returncode, out, err)

    @contextmanager
    def process(self, *arguments: str, script: Sequence[str] = ("-m", "app")) -> Iterator["subprocess.Popen[str]"]:
        """`python -m app …` for the length of the block, and no longer."""
        process = subprocess.Popen(
            [sys.executable, *script, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "MARQUEE_DATABASE_URL": self.url},
            start_new_session=True,
            # Tests that are started by nohup would hand it on.
            preexec_fn=_hear_hangups,
        )
        try:
            yield process
        finally:
            # Its workers, too: they would hold the pipes open.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def _hear_hangups() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def said_until(process: "subprocess.Popen[str]", pattern: str) -> str:
    """What the process has printed by the time that the pattern finds something."""
    assert process.stdout is not None
    said = ""
    while not re.search(pattern, said):
        ready, _, _ = select.select([process.stdout], [], [], PATIENCE_S)
        assert ready, f"It said no more than {said!r}"
        # Past Python's buffer, in which a line that select does not see could wait.
        printed = os.read(process.stdout.fileno(), 65_536).decode()
        assert printed, said + (process.stderr.read() if process.stderr else "")
        said += printed
    return said


def address(process: "subprocess.Popen[str]") -> str:
    """Where `serve` answers GraphQL."""
    said = said_until(process, r"Marquee serves \S+\s")
    return said.split("Marquee serves ")[1].split()[0]
