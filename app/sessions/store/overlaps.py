"""SQL of overlapping sessions, and the warnings for organisers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache
from uuid import UUID

from sqlmodel import Session as DbSession

from app.core.problems import Path, Warning, WarningCode
from app.db.columns import Instant, Text, Uuid
from app.db.fixed import FixedStatement, fixed_text
from app.db.id_sets import UuidSet, among
from app.sessions.rules import Held, Span, overlaps
from app.sessions.store.rows import SessionOccurrenceData
from app.sessions.values import ProposalStatus, SessionStatus

MOST = 20
_WHAT = "se.id AS session_id, se.location_id, se.name, se.prevent_session_conflicts"
_TAKES_PLACE = "se.status = :status AND se.proposal_status <> :rejected"
# The rows of sessions, and the sessions without rows.
_ON_DATES = (
    f"SELECT so.id, so.starts_at, so.ends_at, {_WHAT} FROM session_occurrence so"
    " JOIN session se ON se.id = so.session_id JOIN occurrence oc ON oc.id = so.occurrence_id"
    f" WHERE so.event_id = :event AND so.enabled AND oc.enabled AND {_TAKES_PLACE}"
)
_FREE = (
    f"SELECT se.id, se.starts_at, se.ends_at, {_WHAT} FROM session se WHERE se.event_id = :event"
    f" AND NOT EXISTS (SELECT 1 FROM session_occurrence so WHERE so.session_id = se.id) AND {_TAKES_PLACE}"
)
# The session is one of the saved ones, or shares a location or speaker with one.
_SHARES = (
    "(se.location_id IN (SELECT ot.location_id FROM session ot WHERE ot.id {saved} AND ot.location_id IS NOT NULL)"
    " OR EXISTS (SELECT 1 FROM session_speaker ow WHERE ow.session_id = se.id AND ow.speaker_id IN"
    " (SELECT th.speaker_id FROM session_speaker th WHERE th.session_id {saved})))"
)


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
    query = _held(db.get_bind().dialect.name, within=during is not None)
    values = {"event": event_id, "saved": saved, "status": SessionStatus.ACTIVE, "rejected": ProposalStatus.REJECTED}
    if during is not None:
        values |= {"starts": during.starts_at, "ends": during.ends_at}
    known = {str(each): each for each in saved}
    held: dict[UUID, Held] = {}
    for key, start, end, of, room, title, alone, person in query.rows(db, values):
        session_id = known.get(str(of), of)
        each = held.get(key) or Held(key, title, Span(start, end), room, exclusive=bool(alone), session=session_id)
        held[key] = each if person is None else replace(each, speakers=each.speakers | {person})
    return list(held.values())


@cache
def _held(dialect: str, *, within: bool) -> FixedStatement:
    """`within`: only those that overlap the time from `starts` to `ends`."""
    shares = _SHARES.format(saved=among("saved", dialect))
    parts = [
        f"{part} AND {shares}" + (f" AND {table}.starts_at < :ends AND {table}.ends_at > :starts" if within else "")
        for part, table in ((_ON_DATES, "so"), (_FREE, "se"))
    ]
    return fixed_text(
        f"SELECT held.*, sp.speaker_id FROM ({' UNION ALL '.join(parts)}) held"
        " LEFT JOIN session_speaker sp ON sp.session_id = held.session_id",
        {
            "event": Uuid(),
            "saved": UuidSet(),
            "status": Text(),
            "rejected": Text(),
            "starts": Instant(),
            "ends": Instant(),
        },
    )
