"""A full session on two dates of an event without a waiting list of its own, for the tests of waiting."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.sessions.tables import SessionOccurrenceRow
from tests.builders import SHOW, make_session
from tests.gateway import Gateway, Organisation
from tests.interactions.acting import by_input, done, make_open, make_open_occurrence, variables_of
from tests.interactions.acting import refused as refused_by
from tests.interactions.placing import choose, make_date_of
from tests.user_builders import make_user

JOIN = by_input(
    "joinWaitingList",
    "JoinWaitingListInput",
    "waitingListEntry { uuid position ticket { uuid } occurrence { uuid } sessionOccurrence { uuid name } }",
)
LEAVE = """mutation($event: UUID!, $user: UUID!, $row: UUID) {
  leaveWaitingList(eventUuid: $event, userUuid: $user, input: { sessionOccurrenceUuid: $row }) {
    message userErrors { code message path } event { uuid } } }"""
SELECT = """mutation($event: UUID!, $user: UUID!, $input: SelectSessionsInput!) {
  selectSessions(eventUuid: $event, userUuid: $user, input: $input) { message userErrors { code message path } } }"""
LIST = """query($event: UUID!) { event(uuid: $event) { waitingList { nodes {
  position user { uuid } sessionOccurrence { uuid } } } } }"""


class Queue:
    """`rows`: the talk on two dates, one after the other; each has one place, which Zoe has."""

    def __init__(self, gateway: Gateway, organisation: Organisation | None = None, **columns: Any) -> None:
        self.gateway = gateway
        self.organisation = organisation or gateway.organisation()
        self.event, first = make_open(gateway, self.organisation, **columns)
        self.dates = [first, make_open_occurrence(gateway, self.event, starts_at=SHOW + timedelta(days=7))]
        full: dict[str, Any] = {"wait_list_enabled": True, "capacity": 1, "offset_seconds": 0}
        self.talk = make_session(gateway, self.event, name="Talk", **full)
        self.rows = [make_date_of(gateway, self.event, self.talk, date) for date in self.dates]
        users = [make_user(gateway, self.organisation) for _ in range(4)]
        self.zoe, self.ada, self.bob, self.cem = [user.id for user in users]
        choose(gateway, self.event, users[0], *self.rows)

    @property
    def token(self) -> str:
        """A new one, whatever the time is."""
        return self.gateway.token(self.organisation)

    def given(self, user: UUID, row: UUID | None, **more: Any) -> dict[str, Any]:
        return {"event": self.event.id, "input": {"userUuid": user, "sessionOccurrenceUuid": row, **more}}

    def join(self, user: UUID, row: SessionOccurrenceRow | None, **more: Any) -> dict[str, Any]:
        """The entry."""
        entry: dict[str, Any] = done(
            self.gateway, JOIN, self.token, **self.given(user, row.id if row else None, **more)
        )["waitingListEntry"]
        return entry

    def refused(self, user: UUID, row: UUID | None, **more: Any) -> list[tuple[str, str, str]]:
        """Code, sentence and path of each problem."""
        variables = self.given(user, row, **more)
        refused_by(self.gateway, JOIN, self.token, **variables)
        errors = self.gateway.gql(JOIN, self.token, **variables_of(variables))["joinWaitingList"]["userErrors"]
        return [(error["code"], error["message"], ".".join(error["path"])) for error in errors]

    def waiting(self) -> set[tuple[UUID, UUID | None, int]]:
        """Who waits, for which row, in which place."""
        nodes = self.gateway.gql(LIST, self.token, event=self.event.id)["event"]["waitingList"]["nodes"]
        return {
            (
                UUID(node["user"]["uuid"]),
                node["sessionOccurrence"] and UUID(node["sessionOccurrence"]["uuid"]),
                node["position"],
            )
            for node in nodes
        }

    def select(self, user: UUID, *rows: SessionOccurrenceRow) -> None:
        given = {"userUuid": user, "sessionOccurrenceUuids": [row.id for row in rows]}
        done(self.gateway, SELECT, self.token, event=self.event.id, input=given)
