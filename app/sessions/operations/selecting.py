"""Replace one user's selection of an event's sessions."""

from collections.abc import Set
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller, Scope
from app.core.outcome import Written
from app.core.problems import Forbidden, Problem, ProblemCode, refuse_any, under
from app.db.bulk import insert_all
from app.db.expected_version import refuse_other_version
from app.db.outbox import ChangeKind, record, record_all
from app.db.timestamps import created, touch
from app.events.rules import problems_with_changing
from app.events.store import event_to_change
from app.events.tables import EventRow
from app.events.values import EventLifecycle, SessionChoice
from app.guests.rules import not_invited
from app.guests.store import invitations_among
from app.interactions.store import record_moving_up
from app.sessions.patches.selection import SelectSessionsPatch
from app.sessions.rules import Requested, choose
from app.sessions.store import empty_selection, offered_to, places_of, selection_of, stop_waiting, waiting_for
from app.sessions.tables import SelectedSessionRow, SessionSelectionRow
from app.users.store import acting_user

INPUT = ("input",)
USER = ("userUuid",)


def select_sessions(
    db: DbSession,
    caller: Caller,
    *,
    event_uuid: UUID,
    user_uuid: UUID,
    patch: SelectSessionsPatch,
    expected_version: int | None = None,
    now: datetime,
) -> Written:
    """Replace what the user has chosen. The lock of the event keeps the last place from being given twice.

    `expected_version` is that of the selection, 0 if the user has none yet.

    Waiting list entries of the user for the chosen sessions end. With `override` the caller needs
    `event.update_session` too, and may choose for a draft.
    """
    override = bool(patch.get("override"))
    if override and not caller.has(Scope.EVENT_UPDATE_SESSION):
        raise Forbidden(Scope.EVENT_UPDATE_SESSION)
    event = event_to_change(db, caller, event_uuid, ("eventUuid",))
    found = problems_with_changing(event.lifecycle, ("eventUuid",)) or _problems_with_choosing(event, override=override)
    found += acting_user(db, event.organisation_id, user_uuid, USER)[1]
    if event.is_invite_only and not override and not invitations_among(db, event.id, [user_uuid]):
        found.append(not_invited(USER))
    refuse_any(found)

    selection, before = selection_of(db, event.id, user_uuid)
    refuse_other_version(expected_version, 0 if selection is None else selection.version)
    offered = offered_to(db, event.id, user_uuid, hidden=override, now=now)
    choice = choose(
        Requested(patch.get("session_uuids"), patch.get("session_occurrence_uuids")),
        offered,
        before,
        places_of(db, event.id, user_uuid),
        single=event.session_settings_type == SessionChoice.SINGLE_CHOICE,
        override=override,
    )
    refuse_any(under(INPUT, choice.problems))
    owner = event.organisation_id
    kind = ChangeKind.CREATED if selection is None else ChangeKind.UPDATED
    is_changed = selection is None or choice.chosen != before
    old: set[tuple[UUID, UUID | None]] = set()
    if selection is None:
        made = created(now, event.timezone)
        selection = SessionSelectionRow(
            organisation_id=event.organisation_id,
            event_id=event.id,
            user_id=user_uuid,
            timezone=event.timezone,
            **made,
        )
        db.add(selection)
    elif is_changed:
        touch(selection, now)
        old = empty_selection(db, selection.id)
    db.flush()
    rows = [
        SelectedSessionRow(
            selection_id=selection.id,
            session_id=offered[uuid].held.whole,
            session_occurrence_id=None if offered[uuid].date is None else uuid,
        )
        for uuid in sorted(choice.chosen, key=str)
    ]
    if is_changed:
        insert_all(db, rows)
        record(db, kind, "SessionSelection", selection.id, organisation_id=owner, event_id=event.id, at=now)
        _record_counts(db, event, old ^ {(row.session_id, row.session_occurrence_id) for row in rows}, now)
    ended = waiting_for(db, event.id, user_uuid, choice.chosen)
    record_moving_up(db, owner, ended, now)
    stop_waiting(db, ended)
    record_all(db, ChangeKind.DELETED, "WaitingListEntry", ended, organisation_id=owner, event_id=event.id, at=now)
    return Written(
        ids={"session_selection": selection.id, "event": event.id},
        aggregate=event.id,
        warnings=under(INPUT, choice.warnings),
    )


def _record_counts(db: DbSession, event: EventRow, chosen: Set[tuple[UUID, UUID | None]], now: datetime) -> None:
    """Record the sessions and their rows that one user more or less has chosen."""
    sessions = sorted({session for session, _row in chosen})
    rows = sorted(row for _session, row in chosen if row is not None)
    for entity, uuids in (("Session", sessions), ("SessionOccurrence", rows)):
        record_all(
            db,
            ChangeKind.UPDATED,
            entity,
            uuids,
            organisation_id=event.organisation_id,
            event_id=event.id,
            at=now,
            direct=False,
        )


def _problems_with_choosing(event: EventRow, *, override: bool) -> list[Problem]:
    """The event must be published and let users choose sessions, unless an organiser overrides that."""
    if override:
        return []
    if event.lifecycle != EventLifecycle.PUBLISHED:
        return [Problem(ProblemCode.WRONG_STATE, "The event is not published.", ("eventUuid",))]
    if not event.session_settings_enabled:
        return [Problem(ProblemCode.SWITCHED_OFF, "Users of this event do not choose sessions.", ("eventUuid",))]
    return []
