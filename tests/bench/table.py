"""Rounds of measurements as medians, and medians as a Markdown table."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from tests.bench.load import Measured

GATEWAY, PLAIN, BARE = "gateway", "plain", "bare"
HEAD = (
    "| question | clients | Marquee, requests/s (p50, p99 ms) | (a) plain Strawberry | (b) bare ASGI"
    " | × (a) | × (b) | server CPU, µs a request: Marquee, (a), (b) |",
    "|---|--:|--:|--:|--:|--:|--:|--:|",
)


@dataclass(frozen=True)
class Cell:
    """All rounds of one question with so many clients, by server."""

    engine: str
    question: str
    clients: int
    rounds: dict[str, list[Measured]]

    def median_of(self, server: str) -> Measured:
        """Each number's median over the rounds."""
        rounds = self.rounds[server]
        cpu = [each.cpu_us for each in rounds if each.cpu_us is not None]
        return Measured(
            median(each.rate for each in rounds),
            median(each.p50 for each in rounds),
            median(each.p99 for each in rounds),
            median(cpu) if cpu else None,
        )

    def ratio(self, to: str) -> float:
        return self.median_of(GATEWAY).rate / self.median_of(to).rate

    def json(self) -> dict[str, Any]:
        medians = {server: asdict(self.median_of(server)) for server in self.rounds}
        every = {server: [asdict(each) for each in rounds] for server, rounds in self.rounds.items()}
        about = {"engine": self.engine, "question": self.question, "clients": self.clients}
        return {**about, "to_plain": self.ratio(PLAIN), "to_bare": self.ratio(BARE), "median": medians, "rounds": every}


def table(cells: Sequence[Cell]) -> str:
    """One row for each question and number of clients."""
    return "\n".join((*HEAD, *map(_row, cells)))


def _row(cell: Cell) -> str:
    medians = [cell.median_of(server) for server in (GATEWAY, PLAIN, BARE)]
    cpu = ", ".join("–" if each.cpu_us is None else f"{each.cpu_us:,.0f}" for each in medians)
    ours, plain, bare = (f"{each.rate:,.0f} ({_ms(each.p50)}, {_ms(each.p99)})" for each in medians)
    return (
        f"| {cell.question} | {cell.clients} | {ours} | {plain} | {bare}"
        f" | {cell.ratio(PLAIN):.1f} | {cell.ratio(BARE):.2f} | {cpu} |"
    )


def _ms(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"
