"""`make bench-peers`: Marquee, other GraphQL servers and the limit on the same rows, asked the same."""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import orjson

from tests.bench.__main__ import run, say
from tests.bench.peers import costs
from tests.bench.peers.figures import Found, figures
from tests.bench.peers.installing import NODE
from tests.bench.peers.measuring import Bench, Cell, Pace
from tests.bench.peers.peers import BY_KEY, MARQUEE, PEERS, Asking, Peer, environment, trusted_documents
from tests.bench.peers.population import populate
from tests.bench.peers.questions import POST, Question, questions
from tests.bench.peers.report import Process, lacking, processes, processor, rates
from tests.bench.peers.servers import NotStarted, Server, running
from tests.bench.serving import cores
from tests.engines import engine_named
from tests.templates import ENGINES, new_run

FULL = Pace(rounds=4, seconds=2.0, warm_up_s=1.0, starts=3)
QUICK = Pace(rounds=1, seconds=0.4, warm_up_s=0.3, starts=1)
KEYS = ("page", "fifty", "tiny", "agenda", "nearby", "rename", "register")
QUICK_KEYS = ("page", "fifty", "tiny", "rename", "register")
# What other clients of PostgreSQL may be left, besides those of the bench itself.
MARQUEE_CONNECTIONS, SPARE = 22, 3


def main() -> None:
    """Measure and print."""
    chosen = _arguments()
    standard = QUICK if chosen.quick else FULL
    pace = Pace(
        chosen.rounds or standard.rounds, chosen.seconds or standard.seconds, standard.warm_up_s, standard.starts
    )
    wanted = chosen.question or (QUICK_KEYS if chosen.quick else KEYS)
    command = " ".join(("python -m tests.bench.peers", *sys.argv[1:]))
    machine = f"{os.cpu_count()} cores, Python {sys.version_info.major}.{sys.version_info.minor}"
    say(f"{datetime.now(UTC):%Y-%m-%d}, `{command}`, {machine}, load {os.getloadavg()[0]:.1f} at the start")
    peers, left_out = _installed([BY_KEY[key] for key in chosen.peer or BY_KEY])
    found: list[Cell] = []
    measured: dict[str, dict[str, Process]] = {}
    for engine in chosen.engine or reversed(ENGINES):
        there = [peer for peer in peers if engine in peer.engines or peer.key == MARQUEE]
        with ExitStack() as stack:
            cells, measured[engine], reasons = _engine(stack, engine, there, wanted, pace, chosen)
        found += cells
        say(f"\n### {engine}\n\nRequests a second (p50, p99 in ms)\n\n{rates(cells)}")
        say(f"\nProcessor time a request in µs: server + PostgreSQL\n\n{processor(cells)}")
        say(f"\n{processes(measured[engine])}")
        left_out |= {f"{engine}: {who}": why for who, why in reasons.items()}
    say(f"\n### Not measured\n\n{lacking(peers)}")
    say("\n".join(f"- {who}: {why}" for who, why in left_out.items()))
    say(f"\n### Figures\n\n{figures(Found(found, measured.get('postgresql', {}).get(MARQUEE)))}")
    if chosen.json:
        about = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "command": command, "machine": machine}
        everything = {**about, "cells": [cell.json() for cell in found], "processes": measured, "left_out": left_out}
        chosen.json.write_bytes(orjson.dumps(everything, option=orjson.OPT_INDENT_2))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.peers", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round of few questions: under three minutes")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="one engine instead of both")
    parser.add_argument("--peer", choices=[*BY_KEY], action="append", help="only this server; marquee is always asked")
    parser.add_argument("--question", choices=KEYS, action="append", help="only this question")
    parser.add_argument("--rounds", type=int, help=f"{FULL.rounds}; quick {QUICK.rounds}")
    parser.add_argument("--seconds", type=float, help=f"of one round: {FULL.seconds}; quick {QUICK.seconds}")
    parser.add_argument("--connections", type=int, default=10, help="of each server but Marquee to PostgreSQL: 10")
    parser.add_argument("--json", type=Path, help="write every round to this file")
    chosen = parser.parse_args()
    if chosen.peer and MARQUEE not in chosen.peer:
        chosen.peer.insert(0, MARQUEE)
    return chosen


def _installed(peers: list[Peer]) -> tuple[list[Peer], dict[str, str]]:
    """Those that can run here, and why the others cannot."""
    failures = {install: install() for install in {peer.install for peer in peers}}
    failed = {peer.title: why for peer in peers if (why := failures[peer.install]) is not None}
    return [peer for peer in PEERS if peer in peers and peer.title not in failed], failed


def _engine(
    stack: ExitStack, engine: str, peers: list[Peer], wanted: Sequence[str], pace: Pace, chosen: argparse.Namespace
) -> tuple[list[Cell], dict[str, Process], dict[str, str]]:
    url = stack.enter_context(engine_named(engine, "peers", stack.enter_context(new_run()))).url
    if (apart := cores()) is None:
        raise SystemExit("The bench needs two cores: one for servers, one for the load and the database.")
    server_core, load_core = apart[0], {min(apart[1])}
    database = None
    if engine == "postgresql":
        database = costs.Database(url, load_core)
        stack.callback(database.close)
        _prepare(database, peers, chosen.connections)
    stored = run(populate(url))
    asked = questions(stored)
    documents = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="marquee-bench-"))) / "documents.json"
    documents.write_bytes(trusted_documents(asked))
    own = os.sched_getaffinity(0)
    stack.callback(os.sched_setaffinity, 0, own)
    servers: dict[str, tuple[Peer, Server]] = {}
    reasons: dict[str, str] = {}
    starts: dict[str, list[float]] = {}
    tiny = next(question for question in asked if question.key == "tiny")
    for peer in peers:
        first = Asking(peer, tiny, POST, stored).request(0)
        command, settings = peer.command(url, chosen.connections), environment(peer, url, str(documents))
        try:
            for _ in range(pace.starts - 1):
                with running(command, settings, server_core, first) as once:
                    starts.setdefault(peer.key, []).append(once.start_s)
            server = stack.enter_context(running(command, settings, server_core, first))
        except NotStarted as error:
            if peer.key == MARQUEE:
                raise
            reasons[peer.title] = str(error)
            continue
        starts.setdefault(peer.key, []).append(server.start_s)
        servers[peer.key] = (peer, server)
    os.sched_setaffinity(0, load_core)
    bench = Bench(engine, stored, servers, database, pace, {question.key: count(10_000) for question in asked})
    if database and not database.hold():
        reasons["PostgreSQL on the core of the load"] = "its processes are not of this machine, or must not be moved"
    cells = []
    for question in asked:
        if question.key in wanted:
            cells += _question(bench, question, reasons)
    measured = {
        key: Process(sorted(starts[key])[len(starts[key]) // 2], costs.memory_mib(costs.family(server.pid)))
        for key, (_, server) in servers.items()
    }
    return cells, measured, reasons


def _question(bench: Bench, question: Question, reasons: dict[str, str]) -> list[Cell]:
    found = []
    for form in question.forms:
        sys.stderr.write(f"{bench.engine}: {question.title}, {form}\n")
        cells, left_out = bench.cells(question, form)
        found += cells
        for key, why in left_out.items():
            sys.stderr.write(f"  {BY_KEY[key].title} is left out: {why}\n")
            reasons[f"{BY_KEY[key].title}, {question.title}, {form}"] = why
    return found


def _prepare(database: costs.Database, peers: list[Peer], connections: int) -> None:
    """The same settings for all, PostGraphile's views, and room for all connections."""
    database.execute("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET jit = off', current_database()); END $$")
    if any(peer.as_leaves for peer in peers):
        database.execute((NODE / "postgraphile.sql").read_text(encoding="utf-8"))
    needed, free = MARQUEE_CONNECTIONS + SPARE + connections * (len(peers) - 1), database.free_connections()
    if needed > free:
        raise SystemExit(
            f"The servers need {needed} connections to PostgreSQL, and it has {free} left: raise max_connections, or "
            "name fewer peers (--peer) or connections (--connections)."
        )


if __name__ == "__main__":
    main()
