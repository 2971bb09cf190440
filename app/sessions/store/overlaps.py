"""SQL of overlapping sessions, and the warnings for organisers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select, type_coerce, union_all
from sqlalchemy.orm import aliased
from sqlalchemy.types import NullType
from sqlmodel import Session as DbSession
from sqlmodel import col

from app.core.problems import Path, Warning, WarningCode
from app.occurrences.tables import OccurrenceRow
from app.sessions.rules import Held, Span, overlaps
from app.sessions.store.rows import SessionOccurrenceData
from app.sessions.tables import SessionOccurrenceRow, SessionRow, SessionSpeakerRow
from app.sessions.values import ProposalStatus, SessionStatus

MOST = 20


def overlap_warnings(db: DbSession, event_id: UUID, during: Span | None, paths: Mapping[UUID, Path]) -> list[Warning]:
    """A warning for each overlapping pair with one of these sessions, at its path; at most 20."""
    held = held_beside(db, event_id, paths.keys(), during)
    return [
        Warning(WarningCode.SESSIONS_OVERLAP, pair.sentence(), paths.get(pair.second.whole) or paths[pair.first.whole])
        for pair in overlaps(held, paths.keys(), MOST)
    ]


def moved_overlaps(db: DbSession, event_id: UUID, moved: Sequence[SessionOccurrenceData], path: Path) -> list[Warning]:
    """Warnings about the sessions whose stored rows moved, at the times of these rows: one statement."""
    if not moved:
        return []
    during = Span(min(row.starts_at for row in moved), max(row.ends_at for row in moved))
    return overlap_warnings(db, event_id, during, dict.fromkeys({row.session_id for row in moved}, path))


def held_beside(db: DbSession, event_id: UUID, saved: Collection[UUID], during: Span | None) -> list[Held]:
    """The saved sessions, and those with a location or speaker in common, on their dates with their speakers.

    One statement. `during`: only those that overlap this time. There can be twenty thousand rows, few of which warn:
    instants stay text, which sorts by time, and ids stay as the engine returns them.
    """
    row, date, session = SessionOccurrenceRow, OccurrenceRow, SessionRow
    what = (col(session.name), col(session.location_id), col(session.prevent_session_conflicts))
    on_dates: Any = (
        select(col(row.id), col(row.starts_at), col(row.ends_at), col(session.id), *what)
        .join(session, col(session.id) == col(row.session_id))
        .join(date, col(date.id) == col(row.occurrence_id))
        .where(col(row.event_id) == event_id, col(row.enabled), col(date.enabled))
    )
    free: Any = select(col(session.id), col(session.starts_at), col(session.ends_at), col(session.id), *what).where(
        col(session.event_id) == event_id, ~exists().where(col(row.session_id) == col(session.id))
    )
    parts = []
    for query, table in ((on_dates, row), (free, session)):
        found = query.where(
            col(session.status) == SessionStatus.ACTIVE,
            col(session.proposal_status) != ProposalStatus.REJECTED,
            _shares(list(saved)),
        )
        if during is not None:
            found = found.where(col(table.starts_at) < during.ends_at, col(table.ends_at) > during.starts_at)
        parts.append(found)
    all_ = union_all(*parts).subquery()
    uuid, starts_at, ends_at, whole, name, location, exclusive = all_.c
    everything: Any = select(
        *(type_coerce(each, NullType()) for each in (uuid, starts_at, ends_at, whole, location)),
        name,
        exclusive,
        type_coerce(col(SessionSpeakerRow.speaker_id), NullType()),
    ).outerjoin(SessionSpeakerRow, col(SessionSpeakerRow.session_id) == whole)
    known = {str(each): each for each in saved}
    held: dict[UUID, Held] = {}
    for key, start, end, of, room, title, alone, person in db.connection().execute(everything):
        session_id = known.get(str(of), of)
        each = held.get(key) or Held(key, title, Span(start, end), room, exclusive=alone, session=session_id)
        held[key] = each if person is None else replace(each, speakers=each.speakers | {person})
    return list(held.values())


def _shares(saved: list[UUID]) -> Any:
    """Whether a session is one of those, or shares a location or speaker with one."""
    other: Any = aliased(SessionRow)
    theirs: Any = aliased(SessionSpeakerRow)
    own: Any = aliased(SessionSpeakerRow)
    rooms = select(other.location_id).where(other.id.in_(saved), other.location_id.is_not(None))
    speakers = select(theirs.speaker_id).where(theirs.session_id.in_(saved))
    has_speaker = exists().where(own.session_id == col(SessionRow.id), own.speaker_id.in_(speakers))
    return col(SessionRow.location_id).in_(rooms) | has_speaker
