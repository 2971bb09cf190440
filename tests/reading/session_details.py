"""What sessions have beside links and files, and who has chosen them: rows like those of the population."""

from typing import Any
from uuid import UUID

from app.custom_fields.tables import CustomFieldRow
from app.events.tables import EventRow
from app.files.tables import FileRow
from app.sessions.tables import (
    SelectedSessionRow,
    SessionCustomValueRow,
    SessionOccurrenceRow,
    SessionRow,
    SessionSelectionRow,
    SessionTagRow,
    SessionVideoRow,
)
from app.users.tables import UserRow
from tests.reading.row_factory import Maker

VALUES: dict[str, tuple[Any, ...]] = {
    "TEXT": ("Vegan", 'a "b" \\ {c}', "null", "日本"),
    "NUMBER": (0, -1.5, 12, 0.1),
    "BOOLEAN": (True, False),
    "SINGLE_CHOICE": ([{"id": 9}],),
    "MULTIPLE_CHOICE": ([{"id": 8}, {"id": 7}], [{"id": 7}]),
}


def add_session_details(make: Maker) -> None:
    """To all sessions that were made, out of the fields, files and users that were made."""
    events = {row.id: row for row in make.rows if isinstance(row, EventRow)}
    sessions = [row for row in make.rows if isinstance(row, SessionRow)]
    fields = [row for row in make.rows if isinstance(row, CustomFieldRow)]
    files = [row for row in make.rows if isinstance(row, FileRow)]
    for session in sessions:
        _columns(make, session)
        owned = [row for row in files if row.organisation_id == session.organisation_id]
        session.image_file_id = make.maybe(make.rng.choice(owned).id) if owned else None
        event = events[session.event_id]
        for number in range(make.rng.randrange(4)):
            make.part(
                SessionVideoRow,
                event,
                session_id=session.id,
                main=number == 0,
                position=number // 2,
                url=f"https://example.org/{number}.mp4",
                locked_until_start=make.rng.random() < 0.6,
            )
            make.new(SessionTagRow, session_id=session.id, position=number, tag=("jazz", 'a "b"', "日本")[number])
        for field in fields:
            if field.organisation_id == session.organisation_id and make.rng.random() < 0.5:
                value = make.rng.choice(VALUES[field.type])
                named = {"session_id": session.id, "custom_field_id": field.id, "value": value}
                make.part(SessionCustomValueRow, event, **named)
    for event in events.values():
        _selections(make, event, [row for row in sessions if row.event_id == event.id])


def _columns(make: Maker, session: SessionRow) -> None:
    for name in ("short_name", "badge_name", "secure_id", "sold_out_message"):
        setattr(session, name, make.maybe(make.text()))
    for name in ("selected_by_default", "locked_when_saved", "prevent_session_conflicts", "wait_list_enabled", "rsvp"):
        setattr(session, name, make.rng.random() < 0.5)
    session.webinar_url = make.maybe("https://example.org/webinar?a=1&b='2'")
    session.colour = make.maybe("#a1B2c3")
    session.inclusion = make.rng.choice(("OPTIONAL", "INCLUDED"))
    session.check_in_type = make.rng.choice(("NO_CHECK_IN_NEEDED", "SHOW_QR", "SCAN_QR"))
    session.rsvp_capacity = make.rng.choice(("UNLIMITED", "FIXED"))


def _selections(make: Maker, event: EventRow, sessions: list[SessionRow]) -> None:
    dates: dict[UUID, list[SessionOccurrenceRow | None]] = {session.id: [] for session in sessions}
    for row in make.rows:
        if isinstance(row, SessionOccurrenceRow) and row.session_id in dates:
            dates[row.session_id].append(row)
    users = [row for row in make.rows if isinstance(row, UserRow) and row.organisation_id == event.organisation_id]
    for user in users[: make.rng.randrange(1, 4)]:
        selection = make.part(SessionSelectionRow, event, user_id=user.id)
        for session in make.rng.sample(sessions, min(len(sessions), make.rng.randrange(4))):
            chosen = {"selection_id": selection.id, "session_id": session.id}
            # On one of its dates or on two; a session without dates as a whole.
            rows = make.rng.sample(dates[session.id], min(2, len(dates[session.id]))) or [None]
            for date in rows[: make.rng.randrange(1, 3)]:
                make.new(SelectedSessionRow, **chosen, session_occurrence_id=date and date.id)
