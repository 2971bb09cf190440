"""Create, change and archive tickets."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.booking.operations import record_naming, rewrite_windows
from app.booking.store import tickets_with_windows
from app.core.ids import new_uuid
from app.core.outcome import Written
from app.core.problems import Path, Problem, Warning, refuse_any
from app.db.bulk import delete_all, detach, insert_all, update_all
from app.db.outbox import ChangeKind, record
from app.db.replacing import replace_rows
from app.db.row_versions import RowVersions, is_modified
from app.db.rows import set_values, values_of
from app.db.timestamps import created, stamp, touch
from app.events.rules import (
    NO_TICKET,
    UNPRICED_TICKET,
    Blocker,
    no_longer_ready,
    problems_with_changing,
)
from app.events.store import event_to_change, publish_blockers
from app.events.store.parts import part_to_change
from app.events.tables import EventRow
from app.events.values import EventLifecycle
from app.tickets.columns import TicketAttributeValues, TicketValues
from app.tickets.patches import CreateTicketPatch, TicketPatch, UpdateTicketPatch
from app.tickets.rules import (
    EventTerms,
    PricePlan,
    StoredPrice,
    TicketPlan,
    plan_ticket,
    problems_with_changing_ticket,
    problems_with_parent,
    problems_with_session,
    too_many_tickets,
)
from app.tickets.store import (
    has_session,
    is_unpriced,
    most_on_a_date,
    prices_of,
    shown_by_time,
    tickets_by_id,
)
from app.tickets.tables import PriceRow, TicketAttributeRow, TicketRow
from app.tickets.values import TicketCategory

INPUT: Path = ("input",)


def create_ticket(
    db: DbSession, caller: Caller, *, event_uuid: UUID, patch: CreateTicketPatch, now: datetime
) -> Written:
    """Put a new kind of ticket on sale, after the others."""
    event = event_to_change(db, caller, event_uuid, ("eventUuid",))
    others = tickets_with_windows(db, event.id)
    count = sum(row["archived_at"] is None for row in others)
    ticket = _blank(event, max((row["position"] for row in others), default=-1) + 1, now)
    plan = _plan(db, event, ticket, [], patch, now, most_on_a_date=0)
    refuse_any(
        [
            *problems_with_changing(event.lifecycle, ("eventUuid",)),
            *too_many_tickets(count, INPUT),
            *plan.problems,
        ]
    )
    set_values(ticket, plan.columns)
    touch(event, now)
    _record(db, ChangeKind.CREATED, event, ticket, now)
    rewrite_windows(db, event, now, created=ticket, others=others)
    db.add(ticket)
    db.flush()
    _write_lists(db, ticket, plan, [])
    written = _answer(event, ticket, plan)
    if plan.prices is None or not plan.prices.rows:
        written.warnings.extend(_unpriced(db, event, ticket, now))
    return written


def update_ticket(db: DbSession, caller: Caller, *, uuid: UUID, patch: UpdateTicketPatch, now: datetime) -> Written:
    """Change the fields that were sent. A list of prices replaces the stored one; items with a uuid keep their row."""
    ticket, event = part_to_change(db, caller, TicketRow, uuid, "ticket")
    prices = detach(db, prices_of(db, ticket.id)) if {"prices", "category"} & patch.keys() else []
    most = most_on_a_date(db, ticket.id) if patch.get("quantity_per_occurrence") is not None else 0
    plan = _plan(db, event, ticket, prices, patch, now, most_on_a_date=most)
    refuse_any([*_problems_with_state(event, ticket), *plan.problems])
    was_active, versions = ticket.active, RowVersions(db, now)
    set_values(ticket, plan.columns)
    versions.raise_for(ticket, event)
    db.flush()
    _write_lists(db, ticket, plan, prices)
    versions.raise_for(ticket, event)
    rewrite_windows(db, event, now)
    if versions.raise_for(ticket, event):
        _record(db, ChangeKind.UPDATED, event, ticket, now)
    if was_active != ticket.active:
        record_naming(db, [ticket.id], now)
    written = _answer(event, ticket, plan)
    if was_active and not ticket.active:
        written.warnings.extend(_warnings(db, event, (*INPUT, "active"), now))
    if {"prices", "category", "active"} & patch.keys():
        written.warnings.extend(_unpriced(db, event, ticket, now))
    return written


def archive_ticket(db: DbSession, caller: Caller, *, uuid: UUID, now: datetime) -> Written:
    """Take a ticket off sale permanently; what was sold stays sold."""
    ticket, event = part_to_change(db, caller, TicketRow, uuid, "ticket")
    refuse_any(_problems_with_state(event, ticket))
    stamp(ticket, "archived", now)
    touch(ticket, now)
    touch(event, now)
    rewrite_windows(db, event, now)
    _record(db, ChangeKind.UPDATED, event, ticket, now)
    record_naming(db, [ticket.id], now)
    written = _answer(event, ticket, TicketPlan())
    if ticket.active:
        written.warnings.extend(_warnings(db, event, ("uuid",), now))
    return written


def _blank(event: EventRow, position: int, now: datetime) -> TicketRow:
    """A ticket with default values."""
    made = created(now, event.timezone)
    return TicketRow(
        id=new_uuid(),
        organisation_id=event.organisation_id,
        event_id=event.id,
        position=position,
        name="",
        category=TicketCategory.PAID.name,
        currency=event.currency,
        timezone=event.timezone,
        booking_starts_at=now,
        **made,
    )


def _plan(
    db: DbSession,
    event: EventRow,
    ticket: TicketRow,
    prices: Sequence[PriceRow],
    patch: TicketPatch,
    now: datetime,
    *,
    most_on_a_date: int,
) -> TicketPlan:
    plan = plan_ticket(
        patch,
        values_of(ticket, TicketValues),
        {row.id: _stored_price(row) for row in prices},
        event=EventTerms(event.currency, event.timezone, event.booking_ends_level),
        now=now,
        path=INPUT,
        most_on_a_date=most_on_a_date,
    )
    plan.problems += _problems_with_references(db, event, ticket, patch)
    return plan


def _stored_price(row: PriceRow) -> StoredPrice:
    return StoredPrice(row.id, row.amount_minor, row.quantity_sold, row.minimum_quantity_enabled, row.minimum_quantity)


def _problems_with_references(db: DbSession, event: EventRow, ticket: TicketRow, patch: TicketPatch) -> list[Problem]:
    """Check the references that were sent."""
    found: list[Problem] = []
    if (session := patch.get("session_uuid")) is not None:
        found += problems_with_session(has_session(db, event.id, session), (*INPUT, "sessionUuid"))
    if (parent := patch.get("parent_uuid")) is not None:
        kin = tickets_by_id(db, event.id)
        found += problems_with_parent(parent, ticket.id, kin, (*INPUT, "parentUuid"))
    return found


def _problems_with_state(event: EventRow, ticket: TicketRow) -> list[Problem]:
    return [
        *problems_with_changing(event.lifecycle),
        *problems_with_changing_ticket(ticket.archived_at is not None),
    ]


def _write_lists(db: DbSession, ticket: TicketRow, plan: TicketPlan, prices: Sequence[PriceRow]) -> None:
    """Replace the lists of a stored ticket that the plan has."""
    if plan.prices is not None:
        _write_prices(db, ticket, plan.prices, prices)
    if plan.attributes is not None:
        rows = [_attribute(ticket, columns) for columns in plan.attributes]
        replace_rows(db, TicketAttributeRow, {"ticket_id": ticket.id}, rows)


def record_shown(db: DbSession, *, now: datetime, since: datetime) -> int:
    """Record as changed the tickets that opened after `since`, were hidden until then and have not changed since.

    Returns how many.
    """
    tickets = shown_by_time(db, now=now, since=since)
    for ticket in tickets:
        record(
            db,
            ChangeKind.UPDATED,
            "Ticket",
            ticket.id,
            organisation_id=ticket.organisation_id,
            event_id=ticket.event_id,
            at=now,
            whole=True,
        )
    record_naming(db, [ticket.id for ticket in tickets], now)
    return len(tickets)


def _record(db: DbSession, kind: ChangeKind, event: EventRow, ticket: TicketRow, now: datetime) -> None:
    record(
        db,
        kind,
        "Ticket",
        ticket.id,
        organisation_id=event.organisation_id,
        event_id=event.id,
        at=now,
    )


def _answer(event: EventRow, ticket: TicketRow, plan: TicketPlan) -> Written:
    return Written(ids={"ticket": ticket.id, "event": event.id}, aggregate=event.id, warnings=[*plan.warnings])


def _write_prices(db: DbSession, ticket: TicketRow, plan: PricePlan, stored: Sequence[PriceRow]) -> None:
    rows = {row.id: row for row in stored}
    kept, added = [], []
    for uuid, columns in plan.rows:
        if uuid is None:
            added.append(
                PriceRow(
                    id=new_uuid(),
                    organisation_id=ticket.organisation_id,
                    event_id=ticket.event_id,
                    ticket_id=ticket.id,
                    **columns,
                )
            )
            continue
        set_values(rows[uuid], columns)
        kept.append(rows[uuid])
    delete_all(db, PriceRow, plan.gone)
    update_all(db, [row for row in kept if is_modified(row)])
    insert_all(db, added)


def _attribute(ticket: TicketRow, columns: TicketAttributeValues) -> TicketAttributeRow:
    return TicketAttributeRow(
        id=new_uuid(),
        organisation_id=ticket.organisation_id,
        event_id=ticket.event_id,
        ticket_id=ticket.id,
        **columns,
    )


def _warnings(db: DbSession, event: EventRow, path: Path, now: datetime, broken: Blocker = NO_TICKET) -> list[Warning]:
    """Warn if this change is what made the published event unready."""
    blockers = publish_blockers(db, event.id, now)
    return no_longer_ready(event.lifecycle, [each for each in blockers if each == broken], path)


def _unpriced(db: DbSession, event: EventRow, ticket: TicketRow, now: datetime) -> list[Warning]:
    """Warn if the ticket is PAID, on sale and has no price."""
    if event.lifecycle != EventLifecycle.PUBLISHED or not ticket.active or ticket.category != TicketCategory.PAID:
        return []
    if not is_unpriced(db, ticket.id):
        return []
    return _warnings(db, event, (*INPUT, "prices"), now, UNPRICED_TICKET)
