"""A free slug is found with a few look-ups of an index, however many are taken."""

import asyncio
import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert
from sqlmodel import Session as DbSession

from app.core import limits
from app.core.slugs import RESERVED
from app.db.columns import Text, Uuid
from app.db.fixed import fixed_text
from app.db.rows import values_of
from app.db.slugs import LARGEST, Slugs
from app.events.columns import EventValues
from app.events.store.copying import table_of
from app.events.store.events import free_slug
from app.events.tables import EventRow
from app.organisations.operations import create_organisation
from tests.builders import make_event
from tests.gateway import Gateway, Organisation

SLUGS = Slugs("event", "former_slug", "event_id", "{t}.organisation_id = :organisation")
MANY = 3_000


def fill(gateway: Gateway, owner: Organisation, slugs: list[str]) -> None:
    """Events with these slugs, in one statement."""
    first: Any = values_of(make_event(gateway, owner, slug=slugs[0]), EventValues)
    rows = [{**first, "id": uuid4(), "slug": slug, "organisation_id": UUID(owner.uuid)} for slug in slugs[1:]]
    if rows:
        gateway.in_database(lambda db: db.connection().execute(insert(table_of(EventRow)), rows))


def find(gateway: Gateway, owner: Organisation, wanted: str) -> str:
    return gateway.read(lambda db: free_slug(db, UUID(owner.uuid), wanted))


def steps(gateway: Gateway, owner: Organisation, wanted: str) -> tuple[Any, ...]:
    values = {"organisation": UUID(owner.uuid), "wanted": wanted}
    return gateway.read(lambda db: SLUGS.statement.rows(db, values))[0]


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        (["ball"], "gala"),
        (["galaxy", "gala-night", "gala-2"], "gala"),
        (["gala"], "gala-2"),
        (["gala", "gala-3"], "gala-2"),
        (["gala", "gala-2"], "gala-3"),
        (["gala", "gala-2", "gala-3", "gala-night", "gala-4-b", "gala-04"], "gala-4"),
        (["gala", *(f"gala-{number}" for number in range(2, 8))], "gala-8"),
        (["gala", *(f"gala-{number}" for number in range(2, 9))], "gala-9"),
        (["gala", *(f"gala-{number}" for number in range(2, 24))], "gala-24"),
        # Behind a gap that it steps over, any free number will do.
        (["gala", "gala-2", "gala-4"], "gala-5"),
    ],
)
def test_the_number_is_free_and_follows_one_that_is_taken(gateway: Gateway, taken: list[str], expected: str) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    fill(gateway, acme, taken)
    assert find(gateway, acme, "gala") == expected
    assert find(gateway, other, "gala") == "gala"


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_no_reserved_word_is_made(gateway: Gateway, word: str) -> None:
    acme = gateway.organisation()
    assert find(gateway, acme, word) == f"{word}-1"
    fill(gateway, acme, [f"{word}-1"])
    assert find(gateway, acme, word) == f"{word}-1-2"


def test_thousands_of_events_of_one_name_take_as_few_look_ups_as_the_number_has_bits(gateway: Gateway) -> None:
    acme = gateway.organisation()
    fill(gateway, acme, ["gala", *(f"gala-{number}" for number in range(2, MANY + 1))])
    with gateway.statements() as statements:
        assert find(gateway, acme, "gala") == f"gala-{MANY + 1}"
    assert len(statements) == 1
    # Twelve numbers up to 4096, of which the last is free, and eleven halves.
    assert steps(gateway, acme, "gala") == (23, MANY + 1)
    assert steps(gateway, acme, "other") == (0, None)


def test_each_look_up_is_one_of_an_index(gateway: Gateway) -> None:
    acme = gateway.organisation()
    fill(gateway, acme, ["gala", *(f"gala-{number}" for number in range(2, MANY + 1))])

    def plan(db: DbSession) -> str:
        connection = db.connection()
        explain = "EXPLAIN QUERY PLAN " if gateway.engine == "sqlite" else "EXPLAIN (ANALYZE, VERBOSE) "
        connection.exec_driver_sql("ANALYZE event")
        explained = fixed_text(f"{explain}{SLUGS.sql}", {"wanted": Text(), "organisation": Uuid()})
        return json.dumps(
            [
                [str(value) for value in row]
                for row in explained.rows(db, {"wanted": "gala", "organisation": UUID(acme.uuid)})
            ]
        )

    found = gateway.in_database(plan)
    if gateway.engine == "sqlite":
        assert found.count("SEARCH t USING COVERING INDEX sqlite_autoindex_event_2 (organisation_id=? AND slug=?)") == 3
        # Nothing else of the table is read: no scan, and no filter that all its slugs are read for.
        assert found.count(" t ") == 6
        assert "BLOOM" not in found
    else:
        assert found.count("Index Only Scan using uq_event_organisation_id_slug") == 3
        assert "Seq Scan" not in found


def test_filled_numbers_get_a_code(gateway: Gateway) -> None:
    acme = gateway.organisation()
    powers = [2**power for power in range(1, LARGEST.bit_length())]
    stem = "a" * (limits.SLUG - 8)
    fill(gateway, acme, [stem, *(f"{stem}-{number}" for number in powers)])
    slugs = {find(gateway, acme, stem) for _ in range(2)}
    assert len(slugs) == 2
    assert {slug.rpartition("-")[0] for slug in slugs} == {stem}
    assert {len(slug) for slug in slugs} == {limits.SLUG}


def test_organisations_created_at_once_get_slugs_of_their_own(gateway: Gateway) -> None:
    now = gateway.clock()

    async def all_at_once() -> list[str]:
        def create(db: DbSession) -> str:
            return create_organisation(db, "Acme", None, "UTC", "EUR", now).slug

        return await asyncio.gather(*(gateway.database.change(create) for _ in range(3)))

    assert sorted(gateway.run(all_at_once())) == ["acme", "acme-2", "acme-3"]
