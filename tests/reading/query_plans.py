"""The engine's plan of a statement of the reader."""

import re
from typing import Any

from sqlmodel import Session as DbSession

from tests.gateway import Gateway

_PLACEHOLDER = re.compile(r"\$(\d+)::(\w+)")
# With few rows PostgreSQL would rather read and sort them all: is the index able to serve?
FEW_ROWS = ("SET LOCAL enable_seqscan = off", "SET LOCAL enable_bitmapscan = off", "SET LOCAL enable_sort = off")


def explained(gateway: Gateway, document: str, values: dict[str, Any], **variables: Any) -> str:
    """The plan of a document's one statement, a step a line. `values`: one for each type of its placeholders."""
    with gateway.statements() as seen:
        gateway.gql(document, **variables)
    (sql,) = seen

    def plan(db: DbSession) -> str:
        connection = db.connection()
        if gateway.engine == "sqlite":
            many = max((int(number) for number in re.findall(r"\?(\d+)", sql)), default=0)
            return "\n".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", (None,) * many))
        for setting in FEW_ROWS:
            connection.exec_driver_sql(setting)
        types = dict(_PLACEHOLDER.findall(sql))
        given = tuple(values[types[str(number)]] for number in range(1, len(types) + 1))
        return "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {sql}", given))

    return gateway.in_database(plan)
