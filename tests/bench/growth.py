"""`python -m tests.bench.growth`: the processor time of a request over its rows and its fields, as numbers and a plot.

On SQLite, where the database works in the process that is measured. Both lines should be straight: what one more row
or one more field costs does not depend on how many there are.
"""

import argparse
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import linear_regression, median

from tests.bench.__main__ import run, say
from tests.bench.conference import load
from tests.bench.load import Asked, fetch, measure
from tests.bench.questions import Question
from tests.bench.serving import Server, running
from tests.bench.table import GATEWAY
from tests.engines import engine_named
from tests.templates import new_run

EVENTS = 500
ROWS = (1, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100)
FIELDS = (1, 4, 8, 12, 16, 20, 24)
# A page of so many rows for the fields, and so many fields for the rows.
PAGE, SELECTED = 50, 8
LEAVES = (
    *("uuid", "name", "slug", "displayName", "description", "timezone", "currency", "version"),
    *("phase", "status", "isInviteOnly", "isLocationVisible", "externalUrl", "livestreamId", "location", "premium"),
    *("rsvpCount", "interestedCount", "storeUrl", "calendarUrl", "isOriginPublic", "ticketInstruction"),
    *("enableDatetimeConversion", "cancellationReason"),
)
CLIENTS = 4
WIDTH, HEIGHT, MARGIN = 360, 240, 44


@dataclass(frozen=True)
class Line:
    """The median processor time of a request, in microseconds, for each number of what grows."""

    title: str
    points: Sequence[tuple[int, float]]

    @property
    def fit(self) -> tuple[float, float]:
        """What each one costs, and what a request costs without any, by least squares."""
        slope, intercept = linear_regression(*zip(*self.points, strict=True))
        return slope, intercept

    @property
    def off(self) -> float:
        """How far a point is from the straight line at most, as a part of the highest one."""
        slope, intercept = self.fit
        highest = max(cost for _, cost in self.points)
        return max(abs(cost - slope * count - intercept) for count, cost in self.points) / highest


def main() -> None:
    """Measure, print, and draw."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.growth", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.5, help="for how long each point is measured in a round")
    parser.add_argument("--svg", type=Path, help="draw the plot into this file")
    chosen = parser.parse_args()
    with ExitStack() as stack:
        url = stack.enter_context(engine_named("sqlite", "growth", stack.enter_context(new_run()))).url
        run(load(url, EVENTS))
        server = stack.enter_context(running(GATEWAY, "app", "serve", "--port", "0", url=url))
        rows = {count: document(count, SELECTED) for count in ROWS}
        fields = {count: document(PAGE, count) for count in FIELDS}
        documents = [*rows.values(), *fields.values()]
        costs = run(_costs(server, documents, chosen.rounds, chosen.seconds))
    lines = [
        Line(f"rows of {SELECTED} fields", [(count, costs[text]) for count, text in rows.items()]),
        Line(f"fields of {PAGE} rows", [(count, costs[text]) for count, text in fields.items()]),
    ]
    for line in lines:
        slope, intercept = line.fit
        say(f"{line.title}: {intercept:,.0f} µs and {slope:,.1f} µs each, at most {line.off:.0%} off the straight line")
        say("  " + ", ".join(f"{count}: {cost:,.0f}" for count, cost in line.points))
    if chosen.svg:
        chosen.svg.write_text(svg(lines))


def document(rows: int, fields: int) -> str:
    """A page of so many events, each with so many of its fields."""
    return f"query Growth {{ events(first: {rows}) {{ nodes {{ {' '.join(LEAVES[:fields])} }} }} }}"


async def _costs(server: Server, documents: Sequence[str], rounds: int, seconds: float) -> dict[str, float]:
    found: dict[str, list[float]] = {text: [] for text in documents}
    for number in range(rounds + 1):
        for text in documents:
            (request,) = Question("", "Growth", text, [{}]).requests()
            body = await fetch(server, request)
            if b'"errors"' in body:
                raise RuntimeError(body.decode()[:500])
            asked = await measure(server, [Asked(request, len(body))], CLIENTS, seconds)
            # The first round warms up.
            if number and asked.cpu_us is not None:
                found[text].append(asked.cpu_us)
    return {text: median(costs) for text, costs in found.items()}


def svg(lines: Sequence[Line]) -> str:
    """The points of each line in a chart of its own, and the straight line nearest to them."""
    charts = "".join(_chart(line, place * WIDTH) for place, line in enumerate(lines))
    size = f'width="{WIDTH * len(lines)}" height="{HEIGHT}" viewBox="0 0 {WIDTH * len(lines)} {HEIGHT}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="11">'
        f'<rect width="100%" height="100%" fill="white"/>{charts}</svg>\n'
    )


def _chart(line: Line, left: int) -> str:
    slope, intercept = line.fit
    most, highest = max(count for count, _ in line.points), max(cost for _, cost in line.points)

    def at(count: float, cost: float) -> tuple[str, str]:
        x = left + MARGIN + count / most * (WIDTH - 2 * MARGIN)
        y = HEIGHT - MARGIN - cost / highest * (HEIGHT - 2 * MARGIN)
        return f"{x:.1f}", f"{y:.1f}"

    (x0, y0), (x1, y1), (x2, y2) = at(0, 0), at(most, highest), at(most, slope * most + intercept)
    _, start = at(0, intercept)
    points = "".join(
        '<circle cx="{}" cy="{}" r="3" fill="#2a6"/>'.format(*at(count, cost)) for count, cost in line.points
    )
    return (
        f'<path d="M{x0} {y1}V{y0}H{x1}" fill="none" stroke="#444"/>'
        f'<path d="M{x0} {start}L{x2} {y2}" stroke="#aaa"/>{points}'
        f'<text x="{x0}" y="20">{highest / 1000:,.1f} ms of processor time</text>'
        f'<text x="{x1}" y="{HEIGHT - 16}" text-anchor="end">{most} {line.title}</text>'
    )


if __name__ == "__main__":
    main()
