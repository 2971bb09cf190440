"""A series of evenings in Berlin with sessions on each, for the tests of sessions' rows."""

from typing import Any
from uuid import UUID

from app.occurrences.tables import OccurrenceRow
from app.sessions.tables import SessionOccurrenceLinkRow, SessionOccurrenceRow, SessionRow
from tests.gateway import Gateway
from tests.sessions.requests import create, problems
from tests.staging import Stage, stage

# Six in the evening until midnight on the wall.
EVENINGS = [
    ("2026-09-04 16:00", "2026-09-04 22:00"),
    ("2026-09-11 16:00", "2026-09-11 22:00"),
    ("2026-11-06 17:00", "2026-11-06 23:00"),
]
TALK: dict[str, Any] = {"name": "Talk", "startsOn": {"local": "2026-09-11 19:00"}, "durationMinutes": 60}
ALL: dict[str, Any] = {"occurrences": {"type": "ALL"}}
TABLES = (SessionRow, SessionOccurrenceRow, SessionOccurrenceLinkRow)

READ = """
query ($uuid: UUID!) { session(uuid: $uuid) {
  startsOn { utc } endsOn { utc } scheduleDate { date } track { name } occurrences { type uuids }
  dates { nodes { uuid startsOn { utc local timezone } durationMinutes enabled cancellationReason capacity rsvpCapacity
    selectedCount scheduleDate { date } version } } } }"""
CHANGE = """
mutation ($uuid: UUID!, $input: UpdateSessionOccurrenceInput!) {
  updateSessionOccurrence(uuid: $uuid, input: $input) {
    sessionOccurrence { uuid startsOn { utc } durationMinutes enabled cancellationReason capacity rsvpCapacity version }
    session { uuid startsOn { utc } } event { uuid version }
    message warnings { code message path } userErrors { code message path } } }"""


def series(gateway: Gateway, **columns: Any) -> Stage:
    return stage(gateway, occurrences=EVENINGS, **columns)


def evenings(staged: Stage) -> list[UUID]:
    """The dates in their order."""
    return [row["id"] for row in staged.rows(OccurrenceRow, OccurrenceRow.starts_at)]


def talk(staged: Stage, **more: Any) -> str:
    """A session on every evening, at seven."""
    payload = create(staged, TALK | ALL | more)
    assert problems(payload) == []
    uuid: str = payload["session"]["uuid"]
    return uuid


def read(staged: Stage, uuid: str) -> dict[str, Any]:
    session: dict[str, Any] = staged.gateway.gql(READ, staged.token, uuid=uuid)["session"]
    return session


def dates(staged: Stage, uuid: str) -> list[dict[str, Any]]:
    """The session on each of its dates, as the schema answers them."""
    found: list[dict[str, Any]] = read(staged, uuid)["dates"]["nodes"]
    return found


def starts(staged: Stage, uuid: str) -> list[str]:
    return [each["startsOn"]["utc"] for each in dates(staged, uuid)]


def change(staged: Stage, uuid: UUID | str, given: dict[str, Any], token: str | None = None) -> Any:
    data = staged.gateway.gql(CHANGE, token or staged.token, uuid=uuid, input=given)
    return data["updateSessionOccurrence"]


def refused(staged: Stage, uuid: UUID | str, given: dict[str, Any], token: str | None = None) -> list[tuple[str, str]]:
    """Why a change of a row is refused; nothing is stored."""
    before = staged.everything(*TABLES)
    payload = change(staged, uuid, given, token)
    assert staged.everything(*TABLES) == before
    assert (payload["sessionOccurrence"], payload["session"], payload["event"], payload["message"]) == (None,) * 4
    return [(error["code"], ".".join(error["path"])) for error in payload["userErrors"]]
