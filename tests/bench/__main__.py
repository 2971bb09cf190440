"""`make bench`: loads both engines, checks that all servers answer alike, measures them in turn, prints a table."""

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Callable, Coroutine, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import orjson

from tests.bench.conference import load
from tests.bench.load import Asked, fetch, measure
from tests.bench.questions import Question, questions
from tests.bench.recording import record, to_json
from tests.bench.serving import Server, cores, running
from tests.bench.table import BARE, GATEWAY, PLAIN, Cell, table
from tests.engines import engine_named
from tests.templates import ENGINES, new_run

Result = TypeVar("Result")

CLIENTS = (1, 32)
# As many as there are connections to a database: each of them prepares its statements.
WARM_UP_CLIENTS = 10
WARM_UP_S = 0.4


@dataclass(frozen=True)
class Pace:
    """How many requests each server gets at a time, and for how long."""

    rounds: int
    seconds: float


FULL = Pace(5, 1.0)
QUICK = Pace(1, 0.4)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds: under two minutes")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="one engine instead of both")
    parser.add_argument("--json", type=Path, help="write every round to this file")
    chosen = parser.parse_args()
    pace = QUICK if chosen.quick else FULL
    command = " ".join(("python -m tests.bench", *sys.argv[1:]))
    say(f"{datetime.now(UTC):%Y-%m-%d}, `{command}`, {_machine()}")
    ceiling = _ceiling()
    say(f"The client asks for at most {ceiling:,.0f} requests/s (a constant answer, {CLIENTS[-1]} clients).")
    cells = [cell for engine in chosen.engine or ENGINES for cell in _engine(engine, pace)]
    if chosen.json:
        found: dict[str, Any] = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "command": command, "machine": _machine()}
        entries = [cell.json() for cell in cells]
        chosen.json.write_bytes(
            orjson.dumps({**found, "client": ceiling, "cells": entries}, option=orjson.OPT_INDENT_2)
        )


def say(text: str) -> None:
    """To standard output, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _engine(name: str, pace: Pace) -> list[Cell]:
    with ExitStack() as stack:
        url = stack.enter_context(engine_named(name, "bench", stack.enter_context(new_run()))).url
        stored = run(load(url))
        requested = questions(stored)
        recording = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="marquee-bench-"))) / "recording.json"
        recording.write_bytes(to_json(run(record(url, stored, requested)), requested))
        servers = [
            stack.enter_context(running(GATEWAY, "app", "serve", "--port", "0", url=url)),
            stack.enter_context(running(PLAIN, "tests.bench.plain", url=url)),
            stack.enter_context(running(BARE, "tests.bench.bare", str(recording), url=url)),
        ]
        cells = [cell for question in requested for cell in run(_question(name, question, servers, pace))]
    say(f"\n### {name}\n\n{table(cells)}")
    return cells


async def _question(engine: str, question: Question, servers: Sequence[Server], pace: Pace) -> list[Cell]:
    lengths = await _answers_alike(question, servers)
    requested = {
        server.name: [Asked(*each) for each in zip(question.requests(), lengths[server.name], strict=True)]
        for server in servers
    }
    for server in servers:
        await measure(server, requested[server.name], WARM_UP_CLIENTS, WARM_UP_S)
    cells = [Cell(engine, question.title, clients, {server.name: [] for server in servers}) for clients in CLIENTS]
    for _ in range(pace.rounds):
        for cell in cells:
            for server in servers:
                done = await measure(server, requested[server.name], cell.clients, pace.seconds)
                cell.rounds[server.name].append(done)
    return cells


async def _answers_alike(question: Question, servers: Sequence[Server]) -> dict[str, list[int]]:
    """How long each answer is, by server, after all of them were seen to say the same."""
    lengths: dict[str, list[int]] = {server.name: [] for server in servers}
    for request in question.requests():
        bodies = [await fetch(server, request) for server in servers]
        answers = [orjson.loads(body) for body in bodies]
        if "errors" in answers[0] or not all(answers[0]["data"].values()):
            raise RuntimeError(f"{question.name} went wrong: {bodies[0].decode()[:500]}")
        for server, body, answer in zip(servers, bodies, answers, strict=True):
            if answer != answers[0]:
                texts = f"{body.decode()[:2000]}\n{bodies[0].decode()[:2000]}"
                raise RuntimeError(f"{server.name} answers {question.name} in its own way:\n{texts}")
            lengths[server.name].append(len(body))
    return lengths


def _ceiling() -> float:
    with running("constant", "tests.bench.constant") as server:
        request = Question("", "Tiny", "", [{}]).requests()[0]
        return run(measure(server, [Asked(request, 11)], CLIENTS[-1], 1.0)).rate


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """On the core that no server is on, and on the faster loop where there is one."""
    apart, runner = cores(), _loop()
    if not apart:
        return runner(work)
    os.sched_setaffinity(0, apart[1])
    try:
        return runner(work)
    finally:
        os.sched_setaffinity(0, apart[0] | apart[1])


def _loop() -> Callable[[Coroutine[Any, Any, Result]], Result]:
    if sys.platform == "win32":
        return asyncio.run
    import uvloop

    return uvloop.run


def _machine() -> str:
    return f"{os.cpu_count()} cores, Python {sys.version_info.major}.{sys.version_info.minor}"


if __name__ == "__main__":
    main()
