"""A test finds an empty store and a service without memory of the store, whatever ran before it."""

import asyncio
import sqlite3
from contextlib import closing
from uuid import UUID

import pytest
from sqlalchemy.engine import make_url

from tests.builders import event_of, everything, make_event
from tests.gateway import Gateway
from tests.host import Host, known_documents

ASK = 'query { organisationBySlug(slug: "acme") { name } }'
CREATE = """mutation ($org: UUID!) {
  createEvent(organisationUuid: $org, input: {name: "Gala"}) { event { uuid } userErrors { code } }
}"""


def test_what_one_test_leaves_is_not_there_for_the_next(host: Host) -> None:
    numbers = []
    for _ in range(2):
        with Gateway(host) as gateway:
            assert not [name for name, rows in everything(gateway).items() if rows]
            assert gateway.gql(ASK) == {"organisationBySlug": None}
            acme = gateway.organisation()
            make_event(gateway, acme)
            made = gateway.gql(CREATE, gateway.token(acme), org=acme.uuid)["createEvent"]
            assert made["userErrors"] == []
            assert gateway.gql(ASK) == {"organisationBySlug": {"name": "Acme"}}
            numbers.append([row["position"] for row in everything(gateway)["change"]])
            # What the service reads and what the tests' own connection reads is one store.
            assert event_of(gateway, UUID(made["event"]["uuid"])).name == "Gala"
    assert numbers[0] == numbers[1] != []


def test_documents_are_known_from_test_to_test_but_not_after_a_restart(gateway: Gateway) -> None:
    assert gateway.app.state.services.executor is known_documents()
    gateway.gql(ASK)
    before = gateway.app.state.services.executor
    gateway.restart()
    assert gateway.app.state.services.executor not in (before, known_documents())


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_tests_connection_waits_for_a_lock_while_the_loop_runs(gateway: Gateway) -> None:
    """The lock is given up by the loop, as that of a transaction of the service is."""
    holder = sqlite3.connect(str(make_url(gateway.settings.database_url).database), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    async def release_soon() -> None:
        asyncio.get_running_loop().call_later(0.1, holder.execute, "ROLLBACK")

    gateway.run(release_soon())
    with closing(holder):
        assert gateway.in_database(lambda db: db.connection().exec_driver_sql("SELECT 1").scalar()) == 1
        assert not holder.in_transaction
