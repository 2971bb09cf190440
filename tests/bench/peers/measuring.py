"""Rounds: the servers in turn, then in the opposite order, so that what else the machine does falls on all of them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from itertools import count
from statistics import median
from typing import Any

from tests.bench.peers import costs
from tests.bench.peers.asking import Load, WrongAnswer, ask
from tests.bench.peers.comparing import Different, lengths, settle
from tests.bench.peers.peers import MARQUEE, Asking, Peer
from tests.bench.peers.population import Population
from tests.bench.peers.questions import UNCHANGED, Question
from tests.bench.peers.servers import Server

CLIENTS = (1, 32)
# As many as a server has connections to PostgreSQL: each of them prepares its statements.
WARM_UP_CLIENTS = 10


@dataclass(frozen=True)
class Pace:
    """How often each server is asked, and for how long."""

    rounds: int
    seconds: float
    warm_up_s: float
    starts: int


@dataclass(frozen=True)
class Round:
    """Requests a second, latencies in milliseconds, processor time in microseconds a request."""

    rate: float
    p50: float
    p99: float
    server_us: float
    database_us: float | None
    client_us: float


@dataclass(frozen=True)
class Cell:
    """All rounds of one question in one form with so many clients, by the key of the server."""

    engine: str
    question: str
    title: str
    form: str
    clients: int
    rounds: dict[str, list[Round]] = field(default_factory=dict)

    def median_of(self, key: str) -> Round | None:
        """Each number's median; None for who was not asked."""
        if not (rounds := self.rounds.get(key)):
            return None
        database = [each.database_us for each in rounds if each.database_us is not None]
        return Round(
            median(each.rate for each in rounds),
            median(each.p50 for each in rounds),
            median(each.p99 for each in rounds),
            median(each.server_us for each in rounds),
            median(database) if database else None,
            median(each.client_us for each in rounds),
        )

    def json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Bench:
    """The running servers of one engine, and what they are asked about."""

    engine: str
    stored: Population
    servers: Mapping[str, tuple[Peer, Server]]
    database: costs.Database | None
    pace: Pace
    numbers: Mapping[str, "count[int]"]

    def cells(self, question: Question, form: str) -> tuple[list[Cell], dict[str, str]]:
        """The rounds with each number of clients, and why servers failed that take this form."""
        loads, left_out = self._loads(question, form)
        found = [Cell(self.engine, question.key, question.title, form, clients) for clients in CLIENTS]
        for key, load in list(loads.items()):
            try:
                ask(self.servers[key][1].port, load, WARM_UP_CLIENTS, self.pace.warm_up_s)
            except WrongAnswer as error:
                del loads[key]
                left_out[key] = str(error)
        if self.database:
            self.database.hold()
        for number in range(self.pace.rounds):
            order = list(loads) if number % 2 == 0 else list(reversed(loads))
            for cell in found:
                for key in order:
                    if key in left_out:
                        continue
                    try:
                        done = self._round(self.servers[key][1], loads[key], cell.clients)
                    except WrongAnswer as error:
                        left_out[key] = f"{error} (with {cell.clients} clients)"
                    else:
                        cell.rounds.setdefault(key, []).append(done)
        return found, left_out

    def _loads(self, question: Question, form: str) -> tuple[dict[str, Load], dict[str, str]]:
        loads: dict[str, Load] = {}
        left_out: dict[str, str] = {}
        expected: list[Any] = []
        for key, (peer, server) in self.servers.items():
            asking = Asking(peer, question, form, self.stored)
            if not asking.answered():
                continue
            try:
                loads[key] = self._load(asking, server, expected)
            except (Different, WrongAnswer, OSError) as error:
                if key == MARQUEE:
                    raise
                left_out[key] = str(error)
        return loads, left_out

    def _load(self, asking: Asking, server: Server, expected: list[Any]) -> Load:
        tags: list[str] = []
        if asking.question.writes and asking.peer.key == MARQUEE:
            settle(asking, server.port)
        found, cycle = lengths(asking, server.port, expected, tags), asking.question.cycle
        if not cycle:
            return Load(asking.request, self.numbers[asking.question.key], found)
        requests = [asking.request(number, *tags[number : number + 1]) for number in range(cycle)]
        status = 304 if asking.form == UNCHANGED else 200
        return Load(lambda number: requests[number % cycle], count(), found, status)

    def _round(self, server: Server, load: Load, clients: int) -> Round:
        pids = costs.family(server.pid)
        before, database = costs.used_s(pids), self._database_s()
        asked = ask(server.port, load, clients, self.pace.seconds)
        many = len(asked.latencies)
        used = costs.used_s(pids) - before
        return Round(
            asked.rate,
            asked.percentile_ms(50),
            asked.percentile_ms(99),
            used * 1e6 / many,
            self._since(database, many),
            asked.own_s * 1e6 / many,
        )

    def _database_s(self) -> dict[int, float] | None:
        return self.database.used_s() if self.database else None

    def _since(self, before: dict[int, float] | None, many: int) -> float | None:
        after = self._database_s()
        if before is None or after is None:
            return None
        # A connection that was opened in the round costs what it has used since then.
        return sum(used - before.get(pid, 0.0) for pid, used in after.items()) * 1e6 / many
