"""Notices of each kind, for users of the organisations."""

from datetime import timedelta

from app.events.tables import EventRow
from app.notices.tables import NoticeRow
from app.notices.values import NoticeKind
from app.occurrences.tables import OccurrenceRow
from app.sessions.tables import SessionOccurrenceRow
from app.users.tables import UserRow
from tests.gateway import START
from tests.reading.row_factory import Maker


def add_notices(make: Maker, events: list[EventRow]) -> None:
    for event in events:
        users = [row for row in make.rows if isinstance(row, UserRow) and row.organisation_id == event.organisation_id]
        dates = [row for row in make.rows if isinstance(row, OccurrenceRow) and row.event_id == event.id]
        held = [row for row in make.rows if isinstance(row, SessionOccurrenceRow) and row.event_id == event.id]
        for number, kind in enumerate(NoticeKind if users else ()):
            session = make.maybe(make.rng.choice(held)) if held else None
            make.part(
                NoticeRow,
                event,
                user_id=make.rng.choice(users).id,
                occurrence_id=make.maybe(make.rng.choice(dates).id) if dates else None,
                session_id=session and session.session_id,
                session_occurrence_id=session and session.id,
                kind=kind.name,
                previous_starts_at=make.maybe(START),
                starts_at=make.maybe(START + timedelta(hours=number)),
            )
