"""createSessions: one or many, all or none, in a constant number of statements."""

from typing import Any

import orjson
import pytest

from app.auth.rules import Scope
from app.sessions.tables import SessionCustomValueRow, SessionRow
from tests.builders import make_custom_field
from tests.gateway import Gateway
from tests.sessions.details import FULL
from tests.sessions.requests import TABLES
from tests.staging import Stage, set_event, stage

DOCUMENT = """
mutation ($event: UUID!, $input: [CreateSessionInput!]!) {
  createSessions(eventUuid: $event, input: $input) {
    sessions { name location { name } startsOn { local } tags }
    event { uuid version }
    message warnings { code path } userErrors { code path }
  }
}"""
MINIMAL: dict[str, Any] = {"name": "Talk", "startsOn": {"local": "2026-09-04 10:00"}, "durationMinutes": 30}
# What Eventify's document sends of one, in our spelling; texts as long as they may be.
WHOLE: dict[str, Any] = MINIMAL | FULL | {
    "proposalStatus": "LIVE",
    "preventSessionConflicts": False,
    "description": "ü" * 2_500,
    "details": "x" * 2_000,
    "location": "Great hall",
    "files": [{"url": f"https://example.com/{number}.pdf"} for number in range(5)],
    "customFields": [{"key": "c_1001", "value": "Vegan"}],
}  # fmt: skip


def ask(staged: Stage, given: list[dict[str, Any]], token: str | None = None) -> Any:
    return staged.gateway.gql(DOCUMENT, token or staged.token, event=staged.event, input=given)["createSessions"]


def refused(staged: Stage, given: list[dict[str, Any]], token: str | None = None) -> list[tuple[str, str]]:
    before = staged.everything(*TABLES)
    payload = ask(staged, given, token)
    assert staged.everything(*TABLES) == before
    assert (payload["sessions"], payload["event"], payload["message"]) == (None, None, None)
    return [(error["code"], ".".join(error["path"])) for error in payload["userErrors"]]


def test_sessions_are_returned_in_the_order_sent(gateway: Gateway) -> None:
    staged = stage(gateway)
    later = {"name": "Later", "startsOn": {"local": "2026-09-05 10:00"}, "tags": ["b", "a"], "location": "hall"}
    payload = ask(staged, [MINIMAL | later, MINIMAL | {"location": "Hall"}])
    assert payload == {
        "sessions": [
            {"name": "Later", "location": {"name": "hall"}, "startsOn": {"local": "2026-09-05T10:00:00"}}
            | {"tags": ["b", "a"]},
            {"name": "Talk", "location": {"name": "hall"}, "startsOn": {"local": "2026-09-04T10:00:00"}, "tags": []},
        ],
        "event": {"uuid": str(staged.event), "version": 2},
        "message": "Sessions have been created successfully",
        "warnings": [],
        "userErrors": [],
    }


def test_an_empty_list_is_refused(gateway: Gateway) -> None:
    staged = stage(gateway)
    assert [session["name"] for session in ask(staged, [MINIMAL])["sessions"]] == ["Talk"]
    assert refused(staged, []) == [("REQUIRED", "input")]


def test_every_refused_item_is_named_and_none_is_stored(gateway: Gateway) -> None:
    staged = stage(gateway)
    given = [MINIMAL, MINIMAL | {"tags": [""], "location": "Hall"}, MINIMAL, MINIMAL | {"name": ""}]
    assert refused(staged, given) == [("TOO_SHORT", "input.1.tags.0"), ("TOO_SHORT", "input.3.name")]


def test_more_than_500_are_refused(gateway: Gateway) -> None:
    assert refused(stage(gateway), [MINIMAL] * 501) == [("TOO_MANY", "input")]


def test_overlaps_are_reported_by_index(gateway: Gateway) -> None:
    payload = ask(stage(gateway), [MINIMAL | {"location": "Hall", "preventSessionConflicts": True}] * 2)
    (warning,) = payload["warnings"]
    assert (warning["code"], warning["path"][0], warning["path"][2]) == ("SESSIONS_OVERLAP", "input", "startsOn")


def test_500_full_sessions_take_as_many_statements_as_one(gateway: Gateway) -> None:
    staged = stage(gateway)
    make_custom_field(gateway, staged.organisation.uuid)
    token = staged.token
    ask(staged, [WHOLE], token)
    counts = []
    for number in (1, 500):
        variables = {"event": str(staged.event), "input": [WHOLE] * number}
        body = orjson.dumps({"query": DOCUMENT, "variables": variables})
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        with gateway.statements() as seen:
            response = gateway.post(content=body, headers=headers)
        assert len(response.json()["data"]["createSessions"]["sessions"]) == number
        counts.append(len(seen))
    assert len(body) > 1024 * 1024
    # lock, parts, fields, locations; sessions, files, videos, tags, values, overlaps; the event; two answers;
    # the changes. PostgreSQL counts the rows of three tables again, and reads the answers in statements of their own
    # where so much changes.
    expected = 11 + gateway.ending_statements(2)
    assert counts == [expected, expected + (3 + 2 if gateway.engine == "postgresql" else 0)]
    assert len(staged.rows(SessionRow)) == len(staged.rows(SessionCustomValueRow)) == 502


def big(document: str, **variables: Any) -> bytes:
    body = orjson.dumps({"query": document, "variables": variables})
    return body + b" " * (1024 * 1024 + 1 - len(body))


@pytest.mark.parametrize("held", ["nothing", "another mutation", "a query", "a fragment", "too much", "not there"])
def test_other_requests_are_limited_to_a_mebibyte(gateway: Gateway, held: str) -> None:
    staged = stage(gateway)
    token = None if held == "nothing" else staged.token
    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
    variables: dict[str, Any] = {"event": str(staged.event), "input": [MINIMAL]}
    body = big(DOCUMENT, **variables)
    if held == "another mutation":
        body = big(
            DOCUMENT.replace("{\n  createS", '{ updateEvent(uuid: "x", input: {}) { message } createS'), **variables
        )
    elif held == "a query":
        body = big("{ __typename }")
    elif held == "a fragment":
        spread = 'mutation { ...F } fragment F on Mutation { createSessions(eventUuid: "x", input: []) { message } }'
        body = big(spread)
    elif held == "too much":
        body += b" " * (8 * 1024 * 1024 - len(body) + 1)
    elif held == "not there":
        body = big("mutation { nothing }")
    before = staged.everything(*TABLES)
    response = gateway.post(content=body, headers=headers)
    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (413, "LIMIT_EXCEEDED")
    assert staged.everything(*TABLES) == before


def test_more_than_a_mebibyte_is_accepted(gateway: Gateway) -> None:
    staged = stage(gateway)
    headers = {"content-type": "application/json", "authorization": f"Bearer {staged.token}"}
    body = big(DOCUMENT, event=str(staged.event), input=[MINIMAL])
    for text in (body, body + b" " * (8 * 1024 * 1024 - len(body))):
        response = gateway.post(content=text, headers=headers)
        assert response.json()["data"]["createSessions"]["userErrors"] == []
    assert len(staged.rows(SessionRow)) == 2


def test_a_cancelled_event_and_another_tenants_stay_as_they_are(gateway: Gateway) -> None:
    staged, other = stage(gateway), stage(gateway, "other")
    assert refused(staged, [MINIMAL], other.token) == [("NOT_FOUND", "eventUuid")]
    set_event(staged, lifecycle="CANCELLED")
    assert refused(staged, [MINIMAL]) == [("CANCELLED", "eventUuid")]


def test_without_the_scope_nothing_happens(gateway: Gateway) -> None:
    staged = stage(gateway)
    others = [scope for scope in Scope if scope is not Scope.EVENT_ADD_SESSION]
    for token in (None, gateway.token(staged.organisation, *others)):
        (error,) = gateway.errors(DOCUMENT, token, event=staged.event, input=[MINIMAL])
        assert error["extensions"]["code"] == "FORBIDDEN"
    assert staged.rows(SessionRow) == []
    own = gateway.token(staged.organisation, Scope.EVENT_ADD_SESSION)
    assert ask(staged, [MINIMAL], own)["sessions"][0]["name"] == "Talk"
