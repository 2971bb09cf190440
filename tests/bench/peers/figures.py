"""The ratios that the goals of Marquee's speed are stated in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.bench.peers.measuring import Cell, Round
from tests.bench.peers.peers import LIMIT, MARQUEE, PEERS
from tests.bench.peers.questions import GET, POST, TOKEN, UNCHANGED
from tests.bench.peers.report import Process, ratio

MANY = 32


@dataclass(frozen=True)
class Found:
    """The cells of a run, and its Marquee process on PostgreSQL."""

    cells: Sequence[Cell]
    process: Process | None

    def median(
        self, key: str, question: str, form: str = POST, clients: int = MANY, engine: str = "postgresql"
    ) -> Round:
        """KeyError if it was not measured."""
        wanted = (engine, question, form, clients)
        for cell in self.cells:
            measured = cell.median_of(key)
            if measured and (cell.engine, cell.question, cell.form, cell.clients) == wanted:
                return measured
        raise KeyError(key)

    def fastest(self, question: str) -> float:
        """The rate of the fastest peer."""
        rates = []
        for peer in PEERS:
            if peer.key not in (MARQUEE, LIMIT):
                try:
                    rates.append(self.median(peer.key, question).rate)
                except KeyError:
                    continue
        if not rates:
            raise KeyError(question)
        return max(rates)

    def sqlite(self, question: str, form: str = POST) -> float:
        """Marquee's part of its limit with one client."""
        own, limit = (self.median(key, question, form, 1, "sqlite").rate for key in (MARQUEE, LIMIT))
        return own / limit


Goal = tuple[str, str, Callable[[Found], str]]


def _times(against: Callable[[Found], float], question: str, form: str = POST) -> Callable[[Found], str]:
    return lambda found: ratio(found.median(MARQUEE, question, form).rate / against(found))


def _rate(key: str, question: str, form: str = POST) -> Callable[[Found], float]:
    return lambda found: found.median(key, question, form).rate


def _fastest(question: str) -> Callable[[Found], float]:
    return lambda found: found.fastest(question)


def _unchanged(found: Found) -> str:
    return ratio(_processor_us(found, UNCHANGED) / _processor_us(found, GET))


def _processor_us(found: Found, form: str) -> float:
    """Of the server and the database."""
    asked = found.median(MARQUEE, "page", form)
    return asked.server_us + (asked.database_us or 0.0)


def _sqlite(question: str, form: str = POST) -> Callable[[Found], str]:
    return lambda found: ratio(found.sqlite(question, form))


def _process(read: Callable[[Process], str]) -> Callable[[Found], str]:
    def found(run: Found) -> str:
        if run.process is None:
            raise KeyError(MARQUEE)
        return read(run.process)

    return found


GOALS: Sequence[Goal] = (
    ("event page ÷ fastest peer", "≥ 2", _times(_fastest("page"), "page")),
    ("event page ÷ limit", "≥ 0.5", _times(_rate(LIMIT, "page"), "page")),
    ("50 nested events ÷ fastest peer", "≥ 1.4", _times(_fastest("fifty"), "fifty")),
    ("50 nested events ÷ limit", "≥ 0.75", _times(_rate(LIMIT, "fifty"), "fifty")),
    ("tiny query ÷ Mercurius", "≥ 0.5", _times(_rate("mercurius", "tiny"), "tiny")),
    ("tiny query ÷ limit", "≥ 0.4", _times(_rate(LIMIT, "tiny"), "tiny")),
    ("rename ÷ Mercurius' bare UPDATE", "≥ 0.1", _times(_rate("mercurius", "rename", TOKEN), "rename", TOKEN)),
    ("rename ÷ Strawberry's", "≥ 5", _times(_rate("strawberry", "rename", TOKEN), "rename", TOKEN)),
    ("registration ÷ Mercurius' bare UPDATE", "≥ 0.06", _times(_rate("mercurius", "rename", TOKEN), "register", TOKEN)),
    ("processor time of a 304 ÷ its 200", "≤ 0.3", _unchanged),
    ("SQLite, 1 client: event page ÷ limit", "≥ 0.7", _sqlite("page")),
    ("SQLite, 1 client: 50 nested events ÷ limit", "≥ 0.7", _sqlite("fifty")),
    ("SQLite, 1 client: tiny query ÷ limit", "≥ 0.6", _sqlite("tiny")),
    ("SQLite, 1 client: rename ÷ limit", "≥ 0.3", _sqlite("rename", TOKEN)),
    ("memory after the run", "≤ 120 MB", _process(lambda process: f"{process.memory_mib * 2**20 / 1e6:,.0f} MB")),
    ("start to first answer", "≤ 1.2 s", _process(lambda process: f"{process.start_s:.2f} s")),
)


def figures(found: Found) -> str:
    """The goals of which this run measured both sides; 32 clients on PostgreSQL where nothing else is said."""
    lines = ["| figure | goal | this run |", "|---|--:|--:|"]
    for title, goal, compute in GOALS:
        try:
            lines.append(f"| {title} | {goal} | {compute(found)} |")
        except KeyError:
            continue
    return "\n".join(lines)
