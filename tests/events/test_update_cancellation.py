"""The reason of a cancellation: set by cancelEvent, corrected by updateCancellation, as public as what it is about."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session as DbSession
from sqlmodel import select

from app.db.outbox import ChangeRow
from app.events.tables import EventRow
from app.occurrences.tables import OccurrenceRow
from app.sessions.tables import SessionOccurrenceRow
from tests.builders import SHOW, event_of, everything, make_occurrence, make_row, make_session, stored
from tests.events.lifecycle import event_in
from tests.gateway import Gateway

CANCEL = """mutation ($uuid: UUID!, $input: CancelEventInput) { cancelEvent(uuid: $uuid, input: $input) {
  userErrors { code path } event { status cancellationReason } } }"""
CORRECT = """mutation ($uuid: UUID!, $input: UpdateCancellationInput!) {
  updateCancellation(uuid: $uuid, input: $input) {
    message userErrors { code message path } event { uuid cancellationReason }
    occurrence { uuid cancellationReason } sessionOccurrence { uuid cancellationReason } } }"""
UUID_PATH = ["uuid"]


def correct(gateway: Gateway, token: str, uuid: Any, **given: Any) -> Any:
    return gateway.gql(CORRECT, token, uuid=uuid, input=given)["updateCancellation"]


def refused(gateway: Gateway, token: str, uuid: Any, **given: Any) -> list[tuple[str, list[str]]]:
    before = everything(gateway)
    answer = correct(gateway, token, uuid, **given)
    assert everything(gateway) == before
    assert answer["message"] is None
    return [(error["code"], error["path"]) for error in answer["userErrors"]]


def test_a_reason_is_public_with_the_cancelled_event(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = event_in(gateway, acme, "PUBLISHED")
    given = {"reason": "The hall burnt down."}
    answer = gateway.gql(CANCEL, gateway.token(acme), uuid=event.id, input=given)["cancelEvent"]
    assert answer["event"] == {"status": "CANCELLED", "cancellationReason": "The hall burnt down."}
    seen = gateway.gql("query ($uuid: UUID!) { event(uuid: $uuid) { cancellationReason } }", uuid=event.id)
    assert seen == {"event": {"cancellationReason": "The hall burnt down."}}


@pytest.mark.parametrize("variables", [{}, {"input": None}, {"input": {}}, {"input": {"reason": None}}])
def test_the_reason_is_optional(gateway: Gateway, variables: dict[str, Any]) -> None:
    acme = gateway.organisation()
    event = event_in(gateway, acme, "PUBLISHED")
    answer = gateway.gql(CANCEL, gateway.token(acme), uuid=event.id, **variables)["cancelEvent"]
    assert answer["event"] == {"status": "CANCELLED", "cancellationReason": None}
    assert event_of(gateway, event.id).cancellation_reason is None


@pytest.mark.parametrize(("reason", "code"), [("", "TOO_SHORT"), (" ", "TOO_SHORT"), ("x" * 1_001, "TOO_LONG")])
def test_a_reason_has_up_to_a_thousand_characters(gateway: Gateway, reason: str, code: str) -> None:
    acme = gateway.organisation()
    event, token = event_in(gateway, acme, "PUBLISHED"), gateway.token(acme)
    before = everything(gateway)
    answer = gateway.gql(CANCEL, token, uuid=event.id, input={"reason": reason})["cancelEvent"]
    assert answer == {"userErrors": [{"code": code, "path": ["input", "reason"]}], "event": None}
    assert everything(gateway) == before
    gateway.gql(CANCEL, token, uuid=event.id, input={"reason": "x" * 1_000})
    assert refused(gateway, token, event.id, reason=reason) == [(code, ["input", "reason"])]
    assert event_of(gateway, event.id).cancellation_reason == "x" * 1_000


def test_a_cancelled_event_s_reason_is_corrected_left_and_cleared(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, token = event_in(gateway, acme, "CANCELLED", cancellation_reason="Fire"), gateway.token(acme)
    for given, reason in (({"reason": "Flood"}, "Flood"), ({}, "Flood"), ({"reason": None}, None)):
        answer = correct(gateway, token, event.id, **given)
        assert answer == {
            "message": "Cancellation has been updated successfully",
            "userErrors": [],
            "event": {"uuid": str(event.id), "cancellationReason": reason},
            "occurrence": None,
            "sessionOccurrence": None,
        }
    assert event_of(gateway, event.id).version == 3
    assert [(row["entity"], row["kind"]) for row in stored(gateway, ChangeRow, direct=True)] == [
        ("Event", "UPDATED")
    ] * 2


def test_the_reasons_of_a_date_and_of_a_session_are_corrected(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, token = event_in(gateway, acme, "PUBLISHED"), gateway.token(acme)
    date = make_occurrence(gateway, event, starts_at=SHOW + timedelta(days=1), enabled=False)
    session = make_session(gateway, event)
    links = {"session_id": session.id, "occurrence_id": date.id}
    moments = {"starts_at": SHOW, "ends_at": SHOW + timedelta(hours=1)}
    row = make_row(gateway, SessionOccurrenceRow, event, enabled=False, **links, **moments)
    for uuid, key, table in (
        (date.id, "occurrence", OccurrenceRow),
        (row.id, "sessionOccurrence", SessionOccurrenceRow),
    ):
        answer = correct(gateway, token, uuid, reason="Ice")
        expected = {
            "occurrence": None,
            "sessionOccurrence": None,
            key: {"uuid": str(uuid), "cancellationReason": "Ice"},
        }
        assert {name: answer[name] for name in expected} == expected
        assert answer["event"] == {"uuid": str(event.id), "cancellationReason": None}
        (kept,) = stored(gateway, table, id=uuid)
        assert (kept["cancellation_reason"], kept["version"]) == ("Ice", 2)
    assert event_of(gateway, event.id).version == 3
    assert [row["entity"] for row in stored(gateway, ChangeRow, direct=True)] == ["Occurrence", "SessionOccurrence"]


def test_objects_that_take_place_have_no_reason(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, token = event_in(gateway, acme, "PUBLISHED"), gateway.token(acme)
    (date,) = stored(gateway, OccurrenceRow, event_id=event.id)
    out = make_occurrence(
        gateway, event, starts_at=SHOW + timedelta(days=1), enabled=False, disabled_reason="OUT_OF_RULE"
    )
    session = make_session(gateway, event)
    links = {"session_id": session.id, "occurrence_id": date["id"]}
    row = make_row(gateway, SessionOccurrenceRow, event, starts_at=SHOW, ends_at=SHOW + timedelta(hours=1), **links)
    for uuid in (event.id, date["id"], out.id, row.id):
        assert refused(gateway, token, uuid, reason="Why?") == [("WRONG_STATE", UUID_PATH)]


def test_unknown_and_foreign_objects_are_not_found(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    event = event_in(gateway, acme, "CANCELLED")
    date = make_occurrence(gateway, event, starts_at=SHOW + timedelta(days=1), enabled=False)
    session = make_session(gateway, event)
    for uuid in (event.id, date.id):
        assert refused(gateway, gateway.token(other), uuid, reason="Why?") == [("NOT_FOUND", UUID_PATH)]
    assert refused(gateway, gateway.token(acme), session.id, reason="Why?") == [("NOT_FOUND", UUID_PATH)]
    strangers = (None, gateway.token(acme, "event.update"))
    before = everything(gateway)
    for stranger in strangers:
        (error,) = gateway.errors(CORRECT, stranger, uuid=event.id, input={})
        assert error["extensions"]["code"] == "FORBIDDEN"
    assert everything(gateway) == before


def test_an_object_deleted_meanwhile_is_not_found(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, token = event_in(gateway, acme, "PUBLISHED"), gateway.token(acme)
    (date,) = stored(gateway, OccurrenceRow, event_id=event.id)
    links = {"session_id": make_session(gateway, event).id, "occurrence_id": date["id"]}
    moments = {"starts_at": SHOW, "ends_at": SHOW + timedelta(hours=1)}
    row = make_row(gateway, SessionOccurrenceRow, event, enabled=False, **links, **moments)

    async def meanwhile() -> Any:
        loop, deleted = asyncio.get_running_loop(), asyncio.Event()

        def delete(db: DbSession) -> None:
            db.exec(select(EventRow).where(EventRow.id == event.id).with_for_update()).one()
            db.delete(db.get_one(SessionOccurrenceRow, row.id))
            db.flush()
            loop.call_soon_threadsafe(deleted.set)
            # Time for the request to find the row and to wait for the event. SQLite lets it in afterwards only.
            if db.connection().dialect.name == "postgresql":
                db.connection().execute(text("SELECT pg_sleep(1)"))

        deletion = loop.create_task(gateway.database.change(delete))
        await deleted.wait()
        body = {"query": CORRECT, "variables": {"uuid": str(row.id), "input": {"reason": "Why?"}}}
        response = await gateway.client.post("/graphql", json=body, headers={"Authorization": f"Bearer {token}"})
        await deletion
        return response.json()["data"]["updateCancellation"]

    (error,) = gateway.run(meanwhile())["userErrors"]
    assert (error["code"], error["path"]) == ("NOT_FOUND", UUID_PATH)
    assert event_of(gateway, event.id).version == event.version


def test_a_copy_of_a_cancelled_event_has_no_reason(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = event_in(gateway, acme, "CANCELLED", cancellation_reason="Fire")
    copy = "mutation ($uuid: UUID!) { duplicateEvent(uuid: $uuid) { event { uuid } } }"
    uuid = gateway.gql(copy, gateway.token(acme), uuid=event.id)["duplicateEvent"]["event"]["uuid"]
    reasons = {str(row["id"]): row["cancellation_reason"] for row in stored(gateway, EventRow)}
    assert reasons == {str(event.id): "Fire", uuid: None}
