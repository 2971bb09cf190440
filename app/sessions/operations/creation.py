"""Create one session, or many of which all are stored or none."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core import limits
from app.core.fields import too_many
from app.core.outcome import Written
from app.core.problems import Path, Problem, ProblemCode, Refused, Warning, refuse_any, under
from app.core.time import local_of
from app.db.bulk import insert_all
from app.db.outbox import ChangeKind
from app.db.timestamps import created
from app.events.rules import problems_with_changing
from app.events.store.locking import event_of_parts, raise_version
from app.events.tables import EventRow
from app.sessions.operations.conflicts import overlap_warnings
from app.sessions.operations.custom_values import fields_needed, insert_values, problems_with_custom_fields
from app.sessions.operations.images import images_needed, problems_with_image, use_images
from app.sessions.operations.rows import problems_with_rows, record_rows, rows_to_add, settle_new
from app.sessions.operations.writing import (
    days_by_date,
    insert_lists,
    parts_needed,
    placed,
    places_by_name,
    record_parts,
)
from app.sessions.patches.session import CreateSessionPatch
from app.sessions.rules import Day, Plan, Span, plan_session, problems_with_ids
from app.sessions.store import SessionOccurrenceData, settle_rows, surroundings, write_rows
from app.sessions.tables import SessionRow

INPUT = ("input",)
# Beyond so many pairs of a row and a day, the store finds the days of rows faster.
FEW = 10_000


def create_session(
    db: DbSession, caller: Caller, *, event_uuid: UUID, patch: CreateSessionPatch, now: datetime
) -> Written:
    """Create one session, which must start in the future."""
    event, rows, warnings = _create(db, caller, event_uuid, [(INPUT, patch)], now, after=now)
    return Written(ids={"session": rows[0].id, "event": event.id}, aggregate=event.id, warnings=warnings)


def create_sessions(
    db: DbSession,
    caller: Caller,
    *,
    event_uuid: UUID,
    patches: Sequence[CreateSessionPatch],
    now: datetime,
    allow_past: bool = False,
    most: int = limits.SESSIONS,
) -> Written:
    """Create many sessions in a constant number of statements. Problems name each by its index."""
    refuse_any(too_many(patches, most, INPUT))
    several = [((*INPUT, str(index)), patch) for index, patch in enumerate(patches)]
    if not several:
        raise Refused(Problem(ProblemCode.REQUIRED, "At least one session is needed.", INPUT))
    event, rows, warnings = _create(db, caller, event_uuid, several, now, after=None if allow_past else now)
    return Written(
        ids={"event": event.id},
        lists={"sessions": [row.id for row in rows]},
        aggregate=event.id,
        warnings=warnings,
    )


def _create(
    db: DbSession,
    caller: Caller,
    event_uuid: UUID,
    several: Sequence[tuple[Path, CreateSessionPatch]],
    now: datetime,
    *,
    after: datetime | None,
) -> tuple[EventRow, list[SessionRow], list[Warning]]:
    event = event_of_parts(db, caller, event_uuid, ("eventUuid",))
    problems = problems_with_changing(event.lifecycle, ("eventUuid",))
    around = surroundings(db, event, parts_needed(patch for _path, patch in several))
    there = around.sessions
    if there + len(several) > limits.SESSIONS:
        sentence = f"An event has at most {limits.SESSIONS} sessions; there are {there} already."
        refuse_any([*problems, Problem(ProblemCode.TOO_MANY, sentence, INPUT)])
    fields = fields_needed(db, event, (patch for _path, patch in several))
    images = images_needed(db, event, (patch for _path, patch in several))
    plans = [(path, plan_session(patch, around, after=after)) for path, patch in several]
    for (path, patch), (_path, plan) in zip(several, plans, strict=True):
        wrong = problems_with_ids(patch, event_uuid=event.id) + plan.problems + problems_with_image(patch, images)
        problems += under(path, wrong + problems_with_custom_fields(patch, fields, new=True))
    problems += problems_with_rows(db, event, around, plans, there + len(several), now)
    refuse_any(problems)

    days = days_by_date(db, event, around, plans, now)
    places = places_by_name(db, event, plans, now)
    use_images(db, event, images)
    planned = [(_row(event, plan, days, places, now), plan) for _path, plan in plans]
    rows = [row for row, _plan in planned]
    of_rows = [rows_to_add(event, row, plan.placement.added, now) for row, plan in planned]
    held = [each for own in of_rows for each in own]
    is_settled = not days and len(held) * len(around.schedule_dates) <= FEW
    if is_settled:
        for row, own in zip(rows, of_rows, strict=True):
            settle_new(row, own, around)
    insert_all(db, rows)
    insert_lists(db, planned)
    write_rows(db, added=held)
    insert_values(db, [(row, patch) for row, (_path, patch) in zip(rows, several, strict=True)], fields)
    record_parts(db, event, ChangeKind.CREATED, "Session", rows, now)
    record_rows(db, event, ChangeKind.CREATED, [row.id for row in held], now)
    if days:
        settle_rows(db, event, now)
    elif not is_settled:
        settle_rows(db, event, now, [row.id for row in rows])
    raise_version(db, event, now)
    warnings = [warning for path, plan in plans for warning in under(path, plan.warnings)]
    # Sessions overlap in a location or with a speaker.
    if not any(row.location_id is not None or plan.lists.get("speakers") for row, plan in planned):
        return event, rows, warnings
    paths = {row.id: path for row, (path, _patch) in zip(rows, several, strict=True)}
    spans: list[SessionOccurrenceData | SessionRow] = [*held, *rows]
    during = Span(min(row.starts_at for row in spans), max(row.ends_at for row in spans))
    return event, rows, warnings + overlap_warnings(db, event, during, paths)


def _row(event: EventRow, plan: Plan, days: dict[Day, UUID], places: dict[str, UUID], now: datetime) -> SessionRow:
    times = plan.times
    assert times is not None
    return SessionRow(
        organisation_id=event.organisation_id,
        event_id=event.id,
        timezone=times.timezone,
        use_event_timezone=times.use_event_timezone,
        starts_at=times.span.starts_at,
        starts_local=local_of(times.span.starts_at, times.timezone),
        ends_at=times.span.ends_at,
        ends_local=local_of(times.span.ends_at, times.timezone),
        **placed(plan, days, places),
        **created(now, times.timezone),
    )
