"""Run `marquee` in tests: in this process, or as a process of its own."""

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
from typing import Any, TypeAlias

import pytest

from app.cli import main
from tests.cli.forking import Forked

Process: TypeAlias = "subprocess.Popen[str] | Forked"
# A new Python process, as a person starts it.
FRESH = ("-m", "app")
# Long enough for a very busy machine; a start takes about two seconds.
PATIENCE_S = 90


@dataclass(frozen=True)
class Result:
    """The result of a command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The command's one line of JSON."""
        assert self.code == 0, self.err
        assert self.out.count("\n") == 1
        return json.loads(self.out)


@dataclass(frozen=True)
class Marquee:
    """The command, on one database."""

    url: str
    capture: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str) -> Result:
        self.capture.readouterr()
        code = main(arguments)
        captured = self.capture.readouterr()
        assert "Traceback" not in captured.err
        return Result(code, captured.out, captured.err)

    def in_subprocess(self, *arguments: str) -> Result:
        """Run the command in a new process, without earlier imports."""
        with self.process(*arguments, script=FRESH) as process:
            out, err = process.communicate(timeout=4 * PATIENCE_S)
        assert "Traceback" not in err
        return Result(process.wait(), out, err)

    @contextmanager
    def process(self, *arguments: str, script: Sequence[str] = (), nohup: bool = False) -> Iterator[Process]:
        """`marquee …` for the length of the block. A new Python runs `script`, if there is one.

        `nohup`: it starts with SIGHUP ignored; not for a script.
        """
        environment = {**os.environ, "MARQUEE_DATABASE_URL": self.url}
        process = (
            _started([*script, *arguments], environment) if script else Forked(arguments, environment, nohup=nohup)
        )
        try:
            yield process
        finally:
            process.kill()
            # Kill its workers too: they would keep the pipes open.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def _started(arguments: Sequence[str], environment: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
        # Under nohup, it would inherit the ignored SIGHUP.
        preexec_fn=_reset_sighup,
    )


def _reset_sighup() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def output_until(process: Process, pattern: str) -> str:
    """Read the process's output until the pattern matches, and return it."""
    assert process.stdout is not None
    output = ""
    while not re.search(pattern, output):
        ready, _, _ = select.select([process.stdout], [], [], PATIENCE_S)
        assert ready, f"It printed only {output!r}"
        # Bypass Python's buffer: select does not see lines in it.
        printed = os.read(process.stdout.fileno(), 65_536).decode()
        assert printed, output + (process.stderr.read() if process.stderr else "")
        output += printed
    return output


def address(process: Process) -> str:
    """The URL that `serve` printed."""
    output = output_until(process, r"Marquee serves \S+\s")
    return output.split("Marquee serves ")[1].split()[0]
