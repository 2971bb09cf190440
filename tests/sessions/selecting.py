"""Sessions and two users who choose among them, for the tests of selectSessions."""

from typing import Any
from uuid import UUID

from app.db.timestamps import created
from app.sessions.tables import SelectedSessionRow, SessionSelectionRow
from app.users.tables import UserRow
from tests.builders import make_link
from tests.gateway import Gateway
from tests.sessions.requests import create, problems
from tests.staging import Stage, stage

DOCUMENT = """
mutation ($event: UUID!, $user: UUID!, $input: SelectSessionsInput!) {
  selectSessions(eventUuid: $event, userUuid: $user, input: $input) {
    sessionSelection { user { displayName } sessions { name } version }
    message warnings { code path } userErrors { code message path }
  }
}"""
LIST = """
query ($event: UUID!) {
  event(uuid: $event) {
    sessionSelections { totalCount nodes { user { displayName } sessions { name } } }
    sessions { nodes { name selectedCount } }
  }
}"""


class Hall:
    """A published event with sessions one behind the other, and two users."""

    def __init__(self, gateway: Gateway) -> None:
        self.staged = stage(gateway, lifecycle="PUBLISHED")
        self.gateway = gateway
        self.ada, self.bob = user_of(self.staged, "Ada"), user_of(self.staged, "Bob")
        self._hours = 8

    def session(self, name: str, hour: int | None = None, **more: Any) -> str:
        self._hours += 1
        start = {"local": f"2026-09-04 {hour or self._hours:02}:00"}
        payload = create(self.staged, {"name": name, "startsOn": start, "durationMinutes": 60} | more)
        assert problems(payload) == []
        uuid: str = payload["session"]["uuid"]
        return uuid

    def select(self, user: str, *sessions: str, token: str | None = None, **more: Any) -> Any:
        given = {"sessionUuids": list(sessions)} | more
        token = token or self.staged.token
        return self.gateway.gql(DOCUMENT, token, event=self.staged.event, user=user, input=given)["selectSessions"]

    def chosen(self, user: str, *sessions: str, **more: Any) -> list[str]:
        payload = self.select(user, *sessions, **more)
        assert payload["userErrors"] == []
        return [session["name"] for session in payload["sessionSelection"]["sessions"]]

    def refused(self, user: str, *sessions: str, **more: Any) -> list[tuple[str, str]]:
        tables = (SessionSelectionRow, SelectedSessionRow)
        before = self.staged.everything(*tables)
        payload = self.select(user, *sessions, **more)
        assert self.staged.everything(*tables) == before
        assert (payload["sessionSelection"], payload["message"]) == (None, None)
        return [(error["code"], ".".join(error["path"])) for error in payload["userErrors"]]


def user_of(staged: Stage, name: str, **columns: Any) -> str:
    made: Any = created(staged.gateway.clock(), "UTC")
    owner = {"organisation_id": UUID(staged.organisation.uuid), "timezone": "UTC", "display_name": name}
    return str(make_link(staged.gateway, UserRow, **owner | made | columns).id)
