"""Documents and helpers of the tests of createSession and updateSession."""

from typing import Any
from uuid import UUID

from sqlmodel import SQLModel

from app.agenda.tables import ScheduleDateRow
from app.sessions.tables import (
    SessionFileRow,
    SessionLinkRow,
    SessionOccurrenceLinkRow,
    SessionRow,
    SessionSpeakerRow,
    SessionTicketRow,
)
from tests.staging import Stage

TABLES: tuple[type[SQLModel], ...] = (
    SessionRow,
    ScheduleDateRow,
    SessionOccurrenceLinkRow,
    SessionTicketRow,
    SessionSpeakerRow,
    SessionLinkRow,
    SessionFileRow,
)
OUTCOME = "message warnings { code path } userErrors { code path }"
CREATE = f"""
mutation ($event: UUID!, $input: CreateSessionInput!) {{
  createSession(eventUuid: $event, input: $input) {{ session {{ uuid }} {OUTCOME} }}
}}"""
UPDATE = f"""
mutation ($uuid: UUID!, $input: UpdateSessionInput!) {{
  updateSession(uuid: $uuid, input: $input) {{ session {{ uuid }} {OUTCOME} }}
}}"""


def create(staged: Stage, given: dict[str, Any], token: str | None = None) -> Any:
    data = staged.gateway.gql(CREATE, token or staged.token, event=staged.event, input=given)
    return data["createSession"]


def update(staged: Stage, uuid: UUID | str, given: dict[str, Any], token: str | None = None) -> Any:
    data = staged.gateway.gql(UPDATE, token or staged.token, uuid=uuid, input=given)
    return data["updateSession"]


def problems(payload: Any) -> list[tuple[str, str]]:
    """Code and path of every refusal; nothing else may be answered then."""
    errors = [(error["code"], ".".join(error["path"])) for error in payload["userErrors"]]
    if errors:
        assert (payload["session"], payload["message"], payload["warnings"]) == (None, None, [])
    return errors


def only_session(staged: Stage) -> dict[str, Any]:
    """The stored row of the one session there is."""
    (row,) = staged.rows(SessionRow)
    return row


READ = """
query ($uuid: ID!) {
  node(id: $uuid) {
    ... on Session {
      uuid name displayName description details language status proposalStatus sellSession image
      startsOn { utc local timezone } endsOn { utc local timezone } durationMinutes useEventTimezone capacity
      occurrences { type uuids } ticketsType tickets { uuid }
      track { uuid } location { uuid } scheduleDate { date } speakers { name }
      links { name url } files { name url } createdOn { local } updatedOn { local } version
    }
  }
}"""


def read_session(staged: Stage, uuid: UUID | str) -> dict[str, Any]:
    """The session as its organisation sees it through the schema."""
    node: dict[str, Any] = staged.gateway.gql(READ, staged.token, uuid=f"Session_{uuid}")["node"]
    return node


# The answer for a new session with only a name and times.
DEFAULTS: dict[str, Any] = {
    "description": None,
    "details": None,
    "language": None,
    "status": "ACTIVE",
    "proposalStatus": "LIVE",
    "sellSession": False,
    "image": None,
    "useEventTimezone": True,
    "capacity": None,
    "occurrences": {"type": "ALL", "uuids": []},
    "ticketsType": "ALL",
    "tickets": [],
    "track": None,
    "location": None,
    "speakers": [],
    "links": [],
    "files": [],
    "createdOn": {"local": "2026-06-01T11:00:00"},
    "updatedOn": {"local": "2026-06-01T11:00:00"},
    "version": 1,
}
