"""The mutations of tickets for tests; inputs are keyword arguments, spelt as in the schema.

ticket = created(gateway, acme, event, name="Stalls", prices=[{"amount": "25"}])   # its stored row
ticket = updated(gateway, acme, ticket["id"], quantity=5)                          # its stored row
payload = update(gateway, acme, ticket["id"], active=False)                        # what was answered
refused_update(gateway, acme, ticket["id"], name=None) == [("REQUIRED", "input.name")]
"""

from typing import Any
from uuid import UUID

from app.events.tables import EventRow
from app.tickets.tables import PriceRow, TicketRow
from tests.builders import Stored, everything, stored
from tests.gateway import Gateway, Organisation

ANSWER = "message warnings { code message path } userErrors { code message path } ticket { uuid } event { uuid }"
CREATE = (
    "mutation ($event: UUID!, $input: CreateTicketInput!)"
    f" {{ createTicket(eventUuid: $event, input: $input) {{ {ANSWER} }} }}"
)
UPDATE = (
    f"mutation ($uuid: UUID!, $input: UpdateTicketInput!) {{ updateTicket(uuid: $uuid, input: $input) {{ {ANSWER} }} }}"
)
ARCHIVE = f"mutation ($uuid: UUID!) {{ archiveTicket(uuid: $uuid) {{ {ANSWER} }} }}"

Codes = list[tuple[str, str]]


def create(gateway: Gateway, organisation: Organisation, event: UUID, **given: Any) -> Any:
    """The payload of createTicket."""
    token = gateway.token(organisation)
    return gateway.gql(CREATE, token, event=event, input={"name": "Stalls"} | given)["createTicket"]


def update(gateway: Gateway, organisation: Organisation, uuid: UUID, **given: Any) -> Any:
    """The payload of updateTicket."""
    return gateway.gql(UPDATE, gateway.token(organisation), uuid=uuid, input=given)["updateTicket"]


def archive(gateway: Gateway, organisation: Organisation, uuid: UUID) -> Any:
    """The payload of archiveTicket."""
    return gateway.gql(ARCHIVE, gateway.token(organisation), uuid=uuid)["archiveTicket"]


def created(gateway: Gateway, organisation: Organisation, event: UUID, **given: Any) -> Stored:
    """The row of a new ticket."""
    payload = create(gateway, organisation, event, **given)
    assert payload["userErrors"] == []
    return row(gateway, TicketRow, UUID(payload["ticket"]["uuid"]))


def updated(gateway: Gateway, organisation: Organisation, uuid: UUID, **given: Any) -> Stored:
    """The row of a ticket after a change that goes through."""
    assert update(gateway, organisation, uuid, **given)["userErrors"] == []
    return row(gateway, TicketRow, uuid)


def refused_create(gateway: Gateway, organisation: Organisation, event: UUID, **given: Any) -> Codes:
    """Codes and paths of a createTicket that is refused and has changed nothing."""
    before = _before(gateway, organisation)
    return _refused(gateway, before, create(gateway, organisation, event, **given))


def refused_update(gateway: Gateway, organisation: Organisation, uuid: UUID, **given: Any) -> Codes:
    """Codes and paths of an updateTicket that is refused and has changed nothing."""
    before = _before(gateway, organisation)
    return _refused(gateway, before, update(gateway, organisation, uuid, **given))


def refused_archive(gateway: Gateway, organisation: Organisation, uuid: UUID) -> Codes:
    """Codes and paths of an archiveTicket that is refused and has changed nothing."""
    before = _before(gateway, organisation)
    return _refused(gateway, before, archive(gateway, organisation, uuid))


def codes(items: list[dict[str, Any]]) -> Codes:
    """Errors or warnings as pairs of their code and their path."""
    return [(item["code"], ".".join(item["path"])) for item in items]


def row(gateway: Gateway, table: Any, uuid: UUID) -> Stored:
    """The stored row with this id."""
    [found] = stored(gateway, table, id=uuid)
    return found


def version(gateway: Gateway, event: UUID) -> int:
    """The version of the event."""
    number: int = row(gateway, EventRow, event)["version"]
    return number


def prices(gateway: Gateway, ticket: UUID) -> list[Stored]:
    """The stored prices of a ticket in their order."""
    return sorted(stored(gateway, PriceRow, ticket_id=ticket), key=lambda price: price["position"])


def _before(gateway: Gateway, organisation: Organisation) -> dict[str, list[Stored]]:
    # The first token makes an application, and every token is a row.
    gateway.token(organisation)
    return _without_tokens(everything(gateway))


def _refused(gateway: Gateway, before: dict[str, list[Stored]], payload: Any) -> Codes:
    assert (payload["message"], payload["ticket"], payload["event"]) == (None, None, None)
    assert payload["warnings"] == []
    assert _without_tokens(everything(gateway)) == before
    return codes(payload["userErrors"])


def _without_tokens(rows: dict[str, list[Stored]]) -> dict[str, list[Stored]]:
    return {name: found for name, found in rows.items() if "token" not in name}
