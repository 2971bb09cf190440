"""SQL of notices: who is concerned by a change, and what is recorded for them.

Callers hold the event's lock. The number of statements does not grow with the users, who may be tens of thousands.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlmodel import Session as DbSession

from app.core.ids import new_uuid
from app.core.time import local_of
from app.db.bulk import insert_values
from app.db.columns import Instant, Uuid
from app.db.fixed import fixed_text
from app.db.outbox import ChangeKind, record_all
from app.events.tables import EventRow
from app.notices.tables import NoticeRow
from app.notices.values import NoticeKind

# Deleted users get no notices.
_WITH_PLACES = """
SELECT a.user_id, a.occurrence_id FROM attendee a JOIN user_account u ON u.id = a.user_id AND NOT u.is_deleted
WHERE a.event_id = :event
UNION
SELECT w.user_id, w.occurrence_id FROM waiting_list_entry w
JOIN user_account u ON u.id = w.user_id AND NOT u.is_deleted
WHERE w.event_id = :event AND w.session_occurrence_id IS NULL AND w.occurrence_id IS NOT NULL
"""
_OF_EVENT = """
SELECT a.user_id FROM attendee a JOIN occurrence oc ON oc.id = a.occurrence_id
WHERE a.event_id = :event AND oc.ends_at > :now
UNION
SELECT w.user_id FROM waiting_list_entry w LEFT JOIN occurrence oc ON oc.id = w.occurrence_id
WHERE w.event_id = :event AND (oc.id IS NULL OR oc.ends_at > :now)
UNION
SELECT r.user_id FROM rsvp r WHERE r.event_id = :event AND r.status = 'GOING'
  AND EXISTS (SELECT 1 FROM occurrence oc WHERE oc.event_id = :event AND oc.ends_at > :now)
"""
_OF_EVENT = f"SELECT c.user_id FROM ({_OF_EVENT}) c JOIN user_account u ON u.id = c.user_id AND NOT u.is_deleted"
_WITH_TIMESLOTS = """
SELECT DISTINCT a.user_id, a.timeslot_id FROM attendee a JOIN user_account u ON u.id = a.user_id AND NOT u.is_deleted
WHERE a.event_id = :event AND a.timeslot_id IS NOT NULL
"""
# A session that is included is part of every place on its date.
_OF_SESSION = """
SELECT ss.user_id, x.session_occurrence_id AS row_id FROM session_selected x
JOIN session_selection ss ON ss.id = x.selection_id
WHERE x.session_id = :session AND x.session_occurrence_id IS NOT NULL
UNION
SELECT w.user_id, so.id FROM session_occurrence so JOIN waiting_list_entry w ON w.session_occurrence_id = so.id
WHERE so.session_id = :session
UNION
SELECT a.user_id, so.id FROM session s JOIN session_occurrence so ON so.session_id = s.id
JOIN attendee a ON a.occurrence_id = so.occurrence_id
WHERE s.id = :session AND s.inclusion = 'INCLUDED'
"""
_OF_SESSION = (
    f"SELECT c.user_id, c.row_id FROM ({_OF_SESSION}) c JOIN user_account u ON u.id = c.user_id AND NOT u.is_deleted"
)


_WITH_SESSION = fixed_text(_OF_SESSION, {"session": Uuid()}, {"user_id": Uuid(), "row_id": Uuid()})


@dataclass(frozen=True, slots=True)
class Fact:
    """What a notice says, whomever it is for."""

    kind: NoticeKind
    occurrence_id: UUID | None = None
    session_id: UUID | None = None
    session_occurrence_id: UUID | None = None
    before: datetime | None = None
    after: datetime | None = None


def with_places(db: DbSession, event_id: UUID) -> list[tuple[UUID, UUID]]:
    """The users and dates of all places at the event, and of those that users wait for; each pair once."""
    query = (
        text(_WITH_PLACES).bindparams(bindparam("event", type_=Uuid())).columns(user_id=Uuid(), occurrence_id=Uuid())
    )
    return [(user, date) for user, date in db.connection().execute(query, {"event": event_id})]


def with_timeslots(db: DbSession, event_id: UUID) -> list[tuple[UUID, UUID]]:
    """The users and timeslots of all places at the event; each pair once."""
    query = text(_WITH_TIMESLOTS).bindparams(bindparam("event", type_=Uuid()))
    found = db.connection().execute(query.columns(user_id=Uuid(), timeslot_id=Uuid()), {"event": event_id})
    return [(user, timeslot) for user, timeslot in found]


def with_event(db: DbSession, event_id: UUID, now: datetime) -> list[UUID]:
    """The users with a place on a date that has not ended, those who wait for one, and those who answered GOING."""
    query = (
        text(_OF_EVENT)
        .bindparams(bindparam("event", type_=Uuid()), bindparam("now", type_=Instant()))
        .columns(user_id=Uuid())
    )
    return list(db.connection().execute(query, {"event": event_id, "now": now}).scalars())


def with_session(db: DbSession, session_id: UUID) -> list[tuple[UUID, UUID]]:
    """The users who have chosen the session or wait for it, and its row; of an included one, all with a place."""
    return [(user, row) for user, row in _WITH_SESSION.rows(db, {"session": session_id})]


def record_notices(db: DbSession, event: EventRow, facts: Iterable[tuple[UUID, Fact]], now: datetime) -> None:
    """Store a notice for each of these users, and record it in the feed of the organisation.

    The changes name no event in the feed, so that subscribers of the event get no items about its users.
    """
    notices = list(facts)
    times = {at for _, fact in notices for at in (fact.before, fact.after) if at is not None}
    local = {at: local_of(at, event.timezone) for at in (*times, now)}
    rows: list[dict[str, object]] = [
        {
            "id": new_uuid(),
            "organisation_id": event.organisation_id,
            "user_id": user_id,
            "event_id": event.id,
            "occurrence_id": fact.occurrence_id,
            "session_id": fact.session_id,
            "session_occurrence_id": fact.session_occurrence_id,
            "kind": fact.kind.name,
            "previous_starts_at": fact.before,
            "previous_starts_local": fact.before and local[fact.before],
            "starts_at": fact.after,
            "starts_local": fact.after and local[fact.after],
            "timezone": event.timezone,
            "created_at": now,
            "created_local": local[now],
        }
        for user_id, fact in notices
    ]
    if not rows:
        return
    insert_values(db, NoticeRow, rows)
    ids: Sequence[UUID] = [row["id"] for row in rows]  # type: ignore[misc]
    record_all(db, ChangeKind.CREATED, "Notice", ids, organisation_id=event.organisation_id, event_id=None, at=now)


def notify_of_dates(
    db: DbSession,
    event: EventRow,
    facts: Collection[Fact],
    now: datetime,
    *,
    moved: Iterable[tuple[UUID, Fact]] = (),
    timeslots: Mapping[UUID, Fact] = MappingProxyType({}),
) -> None:
    """Store the fact of each date for everybody who has a place on it.

    `moved`: users who get another fact about their date instead. `timeslots`: facts for those who have a place in one,
    by its id, of dates without a fact.
    """
    by_date = {fact.occurrence_id: fact for fact in facts}
    single = {(user, fact.occurrence_id): fact for user, fact in moved}
    chosen: list[tuple[UUID, Fact | None]] = []
    if by_date or single:
        chosen += [(pair[0], single.get(pair) or by_date.get(pair[1])) for pair in with_places(db, event.id)]
    if timeslots:
        held = [(user, timeslots[slot]) for user, slot in with_timeslots(db, event.id) if slot in timeslots]
        chosen += [(user, fact) for user, fact in held if (user, fact.occurrence_id) not in single]
    record_notices(db, event, [(user, fact) for user, fact in chosen if fact is not None], now)


def notify_of_session(
    db: DbSession, event: EventRow, concerned: Iterable[tuple[UUID, UUID]], facts: dict[UUID, Fact], now: datetime
) -> None:
    """Store the facts, given by the session's row, for the users that `with_session` found."""
    record_notices(db, event, [(user, facts[row]) for user, row in concerned if row in facts], now)
