"""What was measured as Markdown: a table of rates, one of what they cost, and one of processes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.bench.peers.measuring import Cell, Round
from tests.bench.peers.peers import LIMIT, MARQUEE, PEERS, Peer


@dataclass(frozen=True)
class Process:
    """`start_s`: to the first answer; `memory_mib`: after all rounds."""

    start_s: float
    memory_mib: float


def rates(cells: Sequence[Cell]) -> str:
    """Requests a second with the latencies, and Marquee's ratios to the fastest peer and to the limit."""
    there = _there(cells)
    head = ["question", "form", "clients", *(peer.title for peer in there), "× fastest peer", "× limit"]
    lines = [_line(head), _line(["---", "---", *["--:"] * (len(head) - 2)])]
    for cell in cells:
        found = [_rate(cell.median_of(peer.key)) for peer in there]
        lines.append(_line([cell.title, cell.form, str(cell.clients), *found, _fastest(cell), _to(cell, LIMIT)]))
    return "\n".join(lines)


def processor(cells: Sequence[Cell]) -> str:
    """Microseconds of the server and, after the plus, of PostgreSQL for one request; at the end, of the client."""
    there = _there(cells)
    head = ["question", "form", "clients", *(peer.title for peer in there), "client, at most"]
    lines = [_line(head), _line(["---", "---", *["--:"] * (len(head) - 2)])]
    for cell in cells:
        medians = [cell.median_of(peer.key) for peer in there]
        client = max(each.client_us for each in medians if each)
        lines.append(_line([cell.title, cell.form, str(cell.clients), *map(_cost, medians), f"{client:,.0f}"]))
    return "\n".join(lines)


def processes(measured: Mapping[str, Process]) -> str:
    """Start-up and memory."""
    lines = ["| server | start to first answer, s | memory after the run, MiB |", "|---|--:|--:|"]
    for peer in PEERS:
        if process := measured.get(peer.key):
            lines.append(f"| {peer.title} | {process.start_s:.2f} | {process.memory_mib:,.0f} |")
    return "\n".join(lines)


def lacking(peers: Sequence[Peer]) -> str:
    """Who does not take which form of queries, and why."""
    titles: dict[tuple[str, str], list[str]] = {}
    for peer in peers:
        for form, why in peer.lacks.items():
            titles.setdefault((form, why), []).append(peer.title)
    return "\n".join(f"- {form}: {', '.join(each)} ({why})" for (form, why), each in titles.items())


def _there(cells: Sequence[Cell]) -> list[Peer]:
    return [peer for peer in PEERS if any(peer.key in cell.rounds for cell in cells)]


def _line(parts: Sequence[str]) -> str:
    return f"| {' | '.join(parts)} |"


def _rate(found: Round | None) -> str:
    return "–" if found is None else f"{found.rate:,.0f} ({_ms(found.p50)}, {_ms(found.p99)})"


def _ms(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def _cost(found: Round | None) -> str:
    if found is None:
        return "–"
    database = "" if found.database_us is None else f" + {found.database_us:,.0f}"
    return f"{found.server_us:,.0f}{database}"


def _fastest(cell: Cell) -> str:
    others = {
        peer.title: found.rate
        for peer in PEERS
        if peer.key not in (MARQUEE, LIMIT) and (found := cell.median_of(peer.key))
    }
    own = cell.median_of(MARQUEE)
    if not others or own is None:
        return "–"
    title = max(others, key=lambda each: others[each])
    return f"{ratio(own.rate / others[title])} {title}"


def _to(cell: Cell, key: str) -> str:
    own, other = cell.median_of(MARQUEE), cell.median_of(key)
    return "–" if own is None or other is None else ratio(own.rate / other.rate)


def ratio(value: float) -> str:
    """Two digits that count."""
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"
