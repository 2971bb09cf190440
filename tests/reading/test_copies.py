"""A copy that is kept by reading changes equals a fresh reading, after random programs of operations."""

import random
from typing import Any

import pytest

from app.db.metadata import metadata
from tests.builders import everything
from tests.gateway import Gateway
from tests.reading.copied_programs import ALL_STEPS, make_copied
from tests.reading.copying import Client, node_types
from tests.sight.names import filled
from tests.sight.schema_places import MUTATION_FIELDS, document

# One program on each engine; `make test-dates SERIES=100` tries three.
PROGRAMS = 3
# Operations of a program with --every-engine, and without it.
STEPS, FEW_STEPS = 30, 10
# The tables of types that are named otherwise.
TABLES = {"User": "user_account", "WaitingListEntry": "waiting_list_entry"}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    programs = max(1, min(PROGRAMS, metafunc.config.getoption("series") // 10))
    metafunc.parametrize("seed", range(programs))


def all_ids(gateway: Gateway) -> list[str]:
    """The ids of all rows that are nodes."""
    rows = everything(gateway)
    # What becomes of deliveries is no change of the organisation's data.
    kinds = {kind.name for kind in node_types()} - {"WebhookDelivery"}
    tables = {name: TABLES.get(name, table_name(name)) for name in kinds}
    assert set(tables.values()) <= metadata.tables.keys()
    return [f"{name}_{row['id']}" for name, table in tables.items() for row in rows[table]]


def table_name(type_name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in type_name).lstrip("_")


def test_a_copy_equals_a_fresh_reading(gateway: Gateway, seed: int, request: pytest.FixtureRequest) -> None:
    owner = gateway.organisation("owner")
    things = make_copied(gateway, owner)
    token = gateway.token(owner)
    clients = {name: Client(gateway, owner.uuid, given) for name, given in (("anonymous", None), ("owner", token))}
    for client in clients.values():
        client.begin(all_ids(gateway))
    # Another program on each engine.
    chance = random.Random(f"{seed} {gateway.engine}")
    program = chance.sample(ALL_STEPS, STEPS)
    wrong: list[Any] = []
    for name, recipe in program[: STEPS if request.config.getoption("every_engine") else FEW_STEPS]:
        given = filled(recipe, lambda each, _at: things[each])
        text = document("mutation", name, MUTATION_FIELDS[name], given, "{ message userErrors { code } }")
        gateway.gql(text, token, **given)
        ids = all_ids(gateway)
        for caller, client in clients.items():
            client.catch_up(ids)
            fresh = client.held(client.fresh(ids))
            for where in sorted(client.copy.keys() | fresh.keys()):
                kept, now = client.copy.get(where), fresh.get(where)
                if differs := difference(kept, now):
                    wrong.append((name, caller, where, sorted(differs)))
            client.copy = fresh
    assert wrong == [], "\n".join(map(str, wrong))


def difference(kept: dict[str, Any] | None, fresh: dict[str, Any] | None) -> set[str]:
    """The fields that differ; `missing` or `superfluous` if the copy lacks the object or has it still."""
    if kept is None or fresh is None:
        return set() if kept is fresh else {"missing" if kept is None else "superfluous"}
    return {key.partition("_")[2] for key in fresh if kept.get(key) != fresh[key]}
