"""What one successful call of each mutation costs, and the table of it: mutation_costs.csv.

A call is one recipe with the payload's message alone, without an object in it. It is made twice, and the second call
counts: the process has then prepared what it needs, and knows the token. Both are rolled back in place of the commit,
so that each begins with the same rows.
"""

import csv
import fcntl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import inf
from pathlib import Path
from unittest.mock import patch

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.operations import callers
from tests.gateway import Gateway
from tests.round_trips import round_trips
from tests.sight.recipes import MUTATIONS
from tests.sight.schema_places import MUTATION_FIELDS, document
from tests.sight.staging import Stage

TABLE = Path(__file__).with_name("mutation_costs.csv")
KEY = ("mutation", "call")
COLUMNS = {
    "sqlite": ("sqlite_statements",),
    "postgresql": ("postgresql_statements", "postgresql_round_trips"),
}
HEAD = (*KEY, *COLUMNS["sqlite"], *COLUMNS["postgresql"])
PAYLOAD = "{ message userErrors { code path message } }"

# The name of the mutation and the number of the recipe, and the numbers as they stand in the file.
Costs = dict[tuple[str, str], tuple[str, ...]]


def counted(stage: Stage) -> Costs:
    """The costs on the engine of the stage, in the order of the schema."""
    with _rolled_back(stage.gateway):
        return {
            (name, str(number)): cost(stage, name, number)
            for name in MUTATION_FIELDS
            for number in range(1, 1 + len(MUTATIONS[name].recipes))
        }


def stored(engine: str) -> Costs:
    """What the table says of this engine."""
    with TABLE.open(newline="") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        return _of_engine(list(csv.DictReader(file)), engine)


def store(engine: str, costs: Costs) -> None:
    """Rewrite the engine's columns, and only these. Another process may do the same for the other engine."""
    with TABLE.open("a+", newline="") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        rows = list(csv.DictReader(file))
        of_engines = {each: _of_engine(rows, each) for each in COLUMNS} | {engine: costs}
        file.truncate(0)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEAD)
        for key in costs:
            numbers = [of_engines[each].get(key, ("",) * len(names)) for each, names in COLUMNS.items()]
            writer.writerow([*key, *(number for each in numbers for number in each)])


def cost(stage: Stage, name: str, number: int = 1) -> tuple[str, ...]:
    """The cost on the engine of the stage, of the second of two calls."""
    gateway, mutation = stage.gateway, MUTATIONS[name]
    given = stage.with_own(mutation.recipes[number - 1])
    request = document("mutation", name, MUTATION_FIELDS[name], given, PAYLOAD)
    for _ in range(2):
        # How often the token is looked up depends on the time.
        with patch.object(callers, "REMEMBERED_S", inf), gateway.statements() as statements, round_trips() as trips:
            answered = gateway.gql(request, stage.tokens[str(mutation.scope)], **given)[name]
        assert answered["userErrors"] == [], name
    counts = (len(statements),) if gateway.engine == "sqlite" else (len(statements), len(trips))
    return tuple(map(str, counts))


def _of_engine(rows: list[dict[str, str]], engine: str) -> Costs:
    def numbers(row: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(row[name] for name in COLUMNS[engine])

    return {(row["mutation"], row["call"]): numbers(row) for row in rows}


@contextmanager
def _rolled_back(gateway: Gateway) -> Iterator[None]:
    """Both take one round trip."""
    database = gateway.database

    async def roll_back(session: AsyncSession) -> None:
        await session.rollback()

    database._commit = roll_back  # type: ignore[method-assign]
    try:
        yield
    finally:
        del database._commit
