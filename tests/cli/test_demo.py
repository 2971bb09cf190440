"""`marquee demo`: creates the demo in an empty database, and finds it on a second run."""

import shlex
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import SQLModel

from app.auth.tables import ApplicationRow, TokenRow
from app.demo.operations import LEAD, SLUG
from app.events.tables import EventRow
from app.organisations.tables import OrganisationRow
from app.sessions.tables import SessionRow
from app.tickets.tables import PriceRow, TicketRow
from tests.builders import stored
from tests.cli.running import Marquee
from tests.gateway import Gateway

FIELDS = ["url", "organisation", "event", "client_id", "client_secret", "token"]


def counts(gateway: Gateway) -> dict[str, int]:
    tables: list[type[SQLModel]] = [
        OrganisationRow,
        ApplicationRow,
        EventRow,
        SessionRow,
        TicketRow,
        PriceRow,
    ]
    return {str(table.__tablename__): len(stored(gateway, table)) for table in tables}


def is_valid(gateway: Gateway, token: str) -> bool:
    response = gateway.post(json={"query": "{ __typename }"}, headers={"authorization": f"Bearer {token}"})
    return response.status_code == 200


@pytest.fixture(autouse=True)
def today(gateway: Gateway) -> None:
    """The command uses the machine's clock, so the service has to, too."""
    gateway.clock.set(datetime.now(UTC))


def test_it_prints_what_a_program_needs(gateway: Gateway, marquee: Marquee) -> None:
    made = marquee("demo", "--json").json
    assert list(made) == FIELDS
    assert made["url"] == "http://127.0.0.1:8000/graphql"
    assert is_valid(gateway, made["token"])
    token = gateway.post(
        "/oauth2/token",
        data={"grant_type": "client_credentials"},
        auth=(made["client_id"], made["client_secret"]),
    )
    assert token.status_code == 200
    (organisation,) = stored(gateway, OrganisationRow)
    assert organisation["slug"] == SLUG == made["organisation"]
    assert counts(gateway) == {
        "organisation": 1,
        "application": 1,
        "event": 1,
        "session": 79,
        "ticket": 3,
        "price": 4,
    }


def test_the_event_is_public_and_a_month_ahead_by_whole_days(gateway: Gateway, marquee: Marquee) -> None:
    made = marquee("demo", "--json").json
    event = stored(gateway, EventRow, id=UUID(made["event"]))[0]
    assert (event["name"], event["lifecycle"]) == ("Chaos Communication Camp 2019", "PUBLISHED")
    # Moved by whole days, 11:00 in the file stays 11:00.
    assert event["starts_local"].time() == datetime(2019, 8, 21, 9).time()
    ahead = event["starts_local"].date() - event["created_local"].date()
    assert ahead == LEAD == timedelta(days=30)
    assert [row["amount_minor"] for row in stored(gateway, PriceRow)].count(24_000) == 1
    assert {row["currency"] for row in stored(gateway, PriceRow)} == {"EUR"}


def test_a_second_run_finds_the_demo(gateway: Gateway, marquee: Marquee) -> None:
    first, second = marquee("demo", "--json").json, marquee("demo", "--json").json
    assert list(second) == FIELDS
    for same in ("url", "organisation", "event", "client_id"):
        assert first[same] == second[same]
    assert first["client_secret"] != second["client_secret"]
    assert counts(gateway)["event"] == counts(gateway)["application"] == 1
    assert len(stored(gateway, TokenRow)) == 2
    assert is_valid(gateway, first["token"])
    assert is_valid(gateway, second["token"])


def test_an_old_secret_gets_no_more_tokens(gateway: Gateway, marquee: Marquee) -> None:
    first = marquee("demo", "--json").json
    marquee("demo")
    response = gateway.post(
        "/oauth2/token",
        data={"grant_type": "client_credentials"},
        auth=(first["client_id"], first["client_secret"]),
    )
    assert response.json()["error"] == "invalid_client"


def test_a_revoked_demo_client_is_replaced(gateway: Gateway, marquee: Marquee) -> None:
    first = marquee("demo", "--json").json
    assert marquee("application", "revoke", first["client_id"]).code == 0
    second = marquee("demo", "--json").json
    assert second["client_id"] != first["client_id"]
    assert is_valid(gateway, second["token"])
    assert not is_valid(gateway, first["token"])


def test_the_printed_request_works(gateway: Gateway, marquee: Marquee) -> None:
    result = marquee("demo")
    command = shlex.split(result.out[result.out.index("curl") :].replace("\\\n", " "))
    headers = {
        name.lower(): value
        for name, _, value in (command[place + 1].partition(": ") for place, word in enumerate(command) if word == "-H")
    }
    response = gateway.post(content=command[command.index("-d") + 1].encode(), headers=headers)
    body: dict[str, Any] = response.json()
    assert "errors" not in body
    event = body["data"]["event"]
    assert event["name"] == "Chaos Communication Camp 2019"
    assert event["sessions"]["totalCount"] == 79
    assert event["sessions"]["nodes"][0]["displayName"] == "Opening Ceremony"
    assert event["tickets"][0]["prices"][0]["price"] == {"amount": "240.00", "currency": "EUR"}
    assert [ticket["name"] for ticket in event["tickets"]] == ["Standard", "Supporter", "Day visitor"]


def test_an_empty_database_is_migrated(unprepared: Marquee) -> None:
    made = unprepared("demo", "--json")
    assert list(made.json) == FIELDS
    assert made.err.splitlines() == [
        "The database has been migrated to this version.",
        "Looking for the demo data ...",
        "Stored the demo event.",
    ]
