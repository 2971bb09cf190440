"""No request blocks the event loop: health checks respond at once meanwhile."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.hostile.attacks import ATTACKER, PROXY, TIMES_IDLE, without_store
from tests.hostile.pictures import jpeg_of_empty_segments, png_of_many_pixels
from tests.hostile.test_documents import DOCUMENTS, FOLDS, TEXTS, aliased_schema, cyclic
from tests.served.probe import bystander
from tests.served.process import Served, served

BLOCKED_S = 0.1
HEALTH = "/health/live"
DATES, SESSIONS = 1_000, 20
CREATE = """
mutation ($organisation: UUID!, $input: CreateEventInput!) {
  createEvent(organisationUuid: $organisation, input: $input) { event { uuid } userErrors { message } }
}
"""
FILL = """
mutation ($uuid: UUID!, $input: [CreateSessionInput!]!) {
  createSessions(eventUuid: $uuid, input: $input) { sessions { uuid } userErrors { message } }
}
"""
MOVE = """
mutation ($uuid: UUID!) {
  rescheduleEvent(uuid: $uuid, input: {byMinutes: 60}) { event { uuid } userErrors { message } }
}
"""
PREVIEW = "query ($input: PreviewOccurrencesInput!) { previewOccurrences(input: $input) { totalCount } }"


@contextmanager
def not_blocking(service: Served) -> Iterator[None]:
    """Check that the event loop runs on during the block, which sends one request."""
    with bystander(service, "", path=HEALTH, pause_s=0.005) as idle:
        httpx2.get(service.address(HEALTH))
    with bystander(service, "", path=HEALTH, pause_s=0.005) as seen:
        yield
    assert seen.statuses == {200}
    assert seen.worst_s <= max(BLOCKED_S, TIMES_IDLE * idle.worst_s)


def rule(kind: str, **more: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "startsOn": {"local": "2030-07-01T09:00:00"},
        "ends": {"type": "AFTER_COUNT", "count": DATES},
    } | more


@without_store
@pytest.mark.parametrize("document", DOCUMENTS)
def test_documents(service: Served, document: str) -> None:
    with not_blocking(service):
        service.post(document, headers=ATTACKER)


def test_cycles(service: Served) -> None:
    with not_blocking(service):
        service.post(cyclic(service.event), headers=ATTACKER)


@without_store
def test_introspection_by_aliases(service: Served) -> None:
    with not_blocking(service):
        service.post(aliased_schema(), headers=ATTACKER)


def test_long_texts(service: Served) -> None:
    body = json.dumps({"query": TEXTS, "variables": {"text": FOLDS}})
    with not_blocking(service):
        httpx2.post(service.url, content=body, headers={"content-type": "application/json"} | ATTACKER, timeout=60)


@without_store
@pytest.mark.parametrize("name", ["a.jpg", "a.png"])
def test_pictures(service: Served, name: str) -> None:
    data = jpeg_of_empty_segments(4 * 2**20) if name == "a.jpg" else png_of_many_pixels()
    headers = {"authorization": f"Bearer {service.token}", **ATTACKER}
    with not_blocking(service):
        httpx2.post(service.address("/files"), files={"file": (name, data)}, headers=headers, timeout=120)


def test_a_preview_of_many_timeslots(service: Served) -> None:
    quarters = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 15, 30, 45)]
    slots = rule("TIMESLOTS", timeslots=[{"startsAt": at, "durationMinutes": 15} for at in quarters[:SESSIONS]])
    with not_blocking(service):
        found = service.data(PREVIEW, service.token, {"input": {"occurrence": slots}})
    assert found["previewOccurrences"]["totalCount"] == DATES


def test_the_largest_programme(database: str, tmp_path: Path) -> None:
    """Twenty thousand session occurrences, the most that an event may have."""
    sessions = [
        {
            "name": f"Talk {number}",
            "startsOn": {"local": f"2030-07-01T{9 + number // 4:02}:{number % 4 * 15:02}:00"},
            "durationMinutes": 15,
            "occurrences": {"type": "ALL"},
        }
        for number in range(SESSIONS)
    ]
    with served(database, tmp_path, PROXY) as service:
        event = {"name": "Series", "timezone": "Europe/Berlin", "occurrence": rule("DAILY", durationMinutes=600)}
        variables = {"organisation": service.organisation, "input": event}
        with not_blocking(service):
            made = service.data(CREATE, service.token, variables)["createEvent"]
        assert made["userErrors"] == []
        uuid = made["event"]["uuid"]
        with not_blocking(service):
            filled = service.data(FILL, service.token, {"uuid": uuid, "input": sessions})["createSessions"]
        assert (len(filled["sessions"]), filled["userErrors"]) == (SESSIONS, [])
        with not_blocking(service):
            moved = service.data(MOVE, service.token, {"uuid": uuid})["rescheduleEvent"]
        assert moved["userErrors"] == []
