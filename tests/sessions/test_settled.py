"""A new session is stored with the times and days that the store would give it."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session as DbSession
from sqlmodel import select

from app.agenda.store import whole_day
from app.agenda.tables import AgendaTabRow, ScheduleDateRow
from app.db.timestamps import created
from app.events.tables import EventRow
from app.occurrences.tables import OccurrenceRow
from app.occurrences.values import DisabledReason
from app.sessions.operations import creation
from app.sessions.store import settle_rows
from app.sessions.tables import SessionOccurrenceRow, SessionRow
from tests.gateway import Gateway
from tests.sessions.requests import create
from tests.staging import Stage, stage

DATES = [(f"2026-09-0{day} 06:00", f"2026-09-0{day} 20:00") for day in (3, 4, 5)]
GIVEN: dict[str, Any] = {"name": "Talk", "startsOn": {"local": "2026-09-04 10:00"}, "durationMinutes": 30}
ALL = {"occurrences": {"type": "ALL"}}


def staged(gateway: Gateway) -> tuple[Stage, UUID]:
    """An event with three dates, of which the first is off, and days of two of them, in a tab and outside."""
    staged = stage(gateway, occurrences=DATES)
    organisation, zone, made = (
        UUID(staged.organisation.uuid),
        staged.timezone,
        created(gateway.clock(), "Europe/Berlin"),
    )
    of_event: Any = {"organisation_id": organisation, "event_id": staged.event, "timezone": zone, **made}
    tab = AgendaTabRow(name="Stage", **of_event)

    def work(db: DbSession) -> None:
        first = db.exec(select(OccurrenceRow).order_by(OccurrenceRow.starts_at)).first()  # type: ignore[arg-type]
        assert first is not None
        first.enabled, first.disabled_reason = False, DisabledReason.CALLED_OFF.name
        db.add(tab)
        db.flush()
        for held_in in (None, tab.id):
            for day in (date(2026, 9, 4), date(2026, 9, 5)):
                db.add(ScheduleDateRow(date=day, agenda_tab_id=held_in, **whole_day(day, zone), **of_event))

    tab_id = tab.id
    gateway.in_database(work)
    return staged, tab_id


def kept(staged: Stage) -> list[list[dict[str, Any]]]:
    return [staged.rows(table, table.id) for table in (SessionRow, SessionOccurrenceRow)]


@pytest.mark.parametrize("few", [creation.FEW, 0])
@pytest.mark.parametrize(
    ("given", "in_tab"),
    [
        ({}, False),
        (ALL, False),
        (ALL, True),
        (ALL | {"timezone": "Asia/Tokyo", "useEventTimezone": False, "startsOn": {"local": "2026-09-04 17:00"}}, False),
    ],
)
def test_nothing_is_left_to_settle(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, given: dict[str, Any], in_tab: bool, few: int
) -> None:
    monkeypatch.setattr(creation, "FEW", few)
    event, tab = staged(gateway)
    payload = create(event, GIVEN | given | ({"agendaTabUuid": tab} if in_tab else {}))
    assert payload["userErrors"] == []
    before = kept(event)
    assert [len(rows) for rows in before] == [1, 3 if given else 1]

    def settle(db: DbSession) -> None:
        settle_rows(db, db.exec(select(EventRow)).one(), gateway.clock())

    gateway.write(settle)
    assert kept(event) == before
