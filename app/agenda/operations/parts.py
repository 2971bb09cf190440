"""Create and change tabs, schedule dates, tracks and locations."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.agenda.columns import AgendaValues
from app.agenda.operations.kinds import INPUT, Kind, P, R
from app.agenda.rules import problems_with_count
from app.agenda.store import existing_ids, room
from app.auth.rules import Caller
from app.core.fields import camel, check, complete, sent, value_of
from app.core.outcome import Written
from app.core.problems import Path, Problem, ProblemCode, refuse_any
from app.db.bulk import insert_all
from app.db.outbox import ChangeKind, record, record_all
from app.db.row_versions import RowVersions
from app.db.rows import row_of, set_values
from app.db.timestamps import created, touch
from app.events.rules import problems_with_changing
from app.events.store import event_to_change
from app.events.store.parts import part_to_change


def create_part(
    db: DbSession, caller: Caller, *, kind: Kind[R, P], event_uuid: UUID, patch: P, now: datetime
) -> Written:
    """Add a part to an event's agenda."""
    written = _create(db, caller, kind, event_uuid, [(INPUT, patch)], now)
    [written.ids[kind.key]] = written.extra.pop("uuids")
    return written


def create_parts(
    db: DbSession, caller: Caller, *, kind: Kind[R, P], event_uuid: UUID, patches: Sequence[P], now: datetime
) -> Written:
    """Add parts in this order: all of them or, if one is refused, none."""
    return _create(
        db, caller, kind, event_uuid, [((*INPUT, str(index)), patch) for index, patch in enumerate(patches)], now
    )


def update_part(db: DbSession, caller: Caller, *, kind: Kind[R, P], uuid: UUID, patch: P, now: datetime) -> Written:
    """Change the fields that were sent."""
    part, event = part_to_change(db, caller, kind.table, uuid, kind.noun)
    plan = kind.plan_change(db, event, part, patch)
    refuse_any(
        problems_with_changing(event.lifecycle)
        + check(patch, kind.rules, INPUT)
        + _problems_with_parents(db, kind, event.id, [(INPUT, patch)])
        + plan.problems
    )
    columns = {**_columns(kind, sent(patch, kind.rules), patch), **plan.columns}
    if "position" in patch and "position" not in columns:
        _count, columns["position"] = room(db, kind.table, event.id)
    versions, warnings = RowVersions(db, now), [*plan.warnings]
    set_values(part, columns)
    if versions.raise_for(part, event):
        warnings += kind.after_change(db, event, part, patch, now)
        record(
            db,
            ChangeKind.UPDATED,
            kind.entity,
            part.id,
            organisation_id=event.organisation_id,
            event_id=event.id,
            at=now,
        )
    return Written(ids={kind.key: part.id, "event": event.id}, aggregate=event.id, warnings=warnings)


def _create(
    db: DbSession,
    caller: Caller,
    kind: Kind[R, P],
    event_uuid: UUID,
    several: Sequence[tuple[Path, P]],
    now: datetime,
) -> Written:
    event = event_to_change(db, caller, event_uuid, ("eventUuid",))
    existing = kind.existing(db, event.id)
    plans = kind.plan_creation(event, several, existing)
    refuse_any(
        problems_with_changing(event.lifecycle, ("eventUuid",))
        + (
            problems_with_count(existing.count, len(several), INPUT)
            or [problem for path, patch in several for problem in check(patch, kind.rules, path)]
        )
        + _problems_with_parents(db, kind, event.id, several)
        + [problem for plan in plans for problem in plan.problems]
    )
    made = created(now, event.timezone)
    rows = [
        row_of(
            kind.table,
            {
                "organisation_id": event.organisation_id,
                "event_id": event.id,
                "position": existing.next_position + index,
                "timezone": event.timezone,
            },
            _columns(kind, complete(patch, kind.rules), patch),
            plan.columns,
            made,
        )
        for index, ((_path, patch), plan) in enumerate(zip(several, plans, strict=True))
    ]
    insert_all(db, rows)
    warnings = [warning for plan in plans for warning in plan.warnings] + kind.after_creation(db, event, now)
    touch(event, now)
    uuids = [row.id for row in rows]
    record_all(
        db,
        ChangeKind.CREATED,
        kind.entity,
        uuids,
        organisation_id=event.organisation_id,
        event_id=event.id,
        at=now,
    )
    return Written(ids={"event": event.id}, aggregate=event.id, warnings=warnings, extra={"uuids": uuids})


def _columns(kind: Kind[R, P], values: AgendaValues, patch: P) -> dict[str, object]:
    """The values and the parent by their columns, without a position that is null."""
    columns = {name: value for name, value in values.items() if name != "position" or value is not None}
    if kind.parent and kind.parent.key in patch:
        columns[kind.parent.column] = value_of(patch, kind.parent.key)
    return columns


def _problems_with_parents(
    db: DbSession, kind: Kind[R, P], event_id: UUID, several: Iterable[tuple[Path, P]]
) -> list[Problem]:
    """The parents that are named must belong to the event."""
    parent = kind.parent
    if parent is None:
        return []
    named = [(path, uuid) for path, patch in several if (uuid := value_of(patch, parent.key)) is not None]
    if not named:
        return []
    known = existing_ids(db, parent.table, event_id, {uuid for _path, uuid in named})
    sentence = f"The event has no {parent.noun} with this uuid."
    return [
        Problem(ProblemCode.NOT_FOUND, sentence, (*path, camel(parent.key)))
        for path, uuid in named
        if uuid not in known
    ]
