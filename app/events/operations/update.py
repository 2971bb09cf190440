"""updateEvent: what was sent changes, at every level; everything else stays as it is stored."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller, Scope
from app.booking.operations import rewrite_windows
from app.core.fields import Patch, check
from app.core.outcome import Written
from app.core.problems import Forbidden, Path, Problem, refuse_any, under
from app.core.time import find_zone
from app.db import outbox
from app.db.timestamps import touch
from app.events.commerce.part import change_money, write_money
from app.events.dates.part.changing import plan_dates, write_dates
from app.events.details.part import (
    Categories,
    change_windows,
    describe,
    find_categories,
    set_search_texts,
    write_lists,
)
from app.events.details.rules import (
    problems_with_capacity,
    problems_with_currency,
    problems_with_details,
    problems_with_owner,
)
from app.events.operations.cover import change_cover
from app.events.operations.defaults import remember
from app.events.operations.lifecycle import call_off
from app.events.page.part import problems_with_listed
from app.events.rules import no_longer_ready, problems_with_changing, publish_blockers
from app.events.social.part import change_social, discuss
from app.events.social.rules import STATUS, problems_with_going
from app.events.store import event_to_change, publish_facts
from app.events.store.parts import (
    capacity_in_use,
    categories_of,
    has_price,
    organisation_of,
    tags_of,
)
from app.events.store.zoned import set_currency
from app.events.tables import EventRow
from app.events.values import EventStatusChange

INPUT: Path = ("input",)


def update_event(db: DbSession, caller: Caller, *, uuid: UUID, patch: Patch, now: datetime) -> Written:
    """Refused with everything that is wrong at once, and then nothing has changed."""
    if patch.get("status") is not None and not caller.has(Scope.EVENT_CANCEL):
        raise Forbidden(Scope.EVENT_CANCEL)
    event = event_to_change(db, caller, uuid)
    refuse_any(
        [
            *problems_with_changing(event.lifecycle),
            *problems_with_owner(patch.get("organisation_uuid"), event.organisation_id, INPUT),
        ]
    )
    settings_too = bool(patch.get("is_update_org_settings"))
    listing = patch.get("listing", {})
    categories_sent = listing is None or "categories" in listing
    organisation = organisation_of(db, event.organisation_id, lock=settings_too or categories_sent)
    with db.no_autoflush:
        # The row is changed while it is checked: a refusal rolls everything back.
        currency = event.currency
        problems = [*problems_with_details(patch, INPUT), *under(INPUT, describe(event, organisation, patch))]
        problems += _problems_with_what_is_sold(db, event, currency, patch)
        problems += [*check(patch, STATUS, INPUT), *change_social(db, event, patch, INPUT)]
        problems += [*change_cover(db, event, patch, INPUT), *problems_with_listed(db, event, patch, INPUT)]
        categories, missing = _categories(db, event, patch) if categories_sent else (None, [])
        zone = event.timezone
        if "timezone" in patch:
            wanted = patch["timezone"] or organisation.timezone
            zone = find_zone(wanted) or event.timezone
        dated = plan_dates(db, event, patch, zone=zone, now=now)
        windows = change_windows(event, patch, INPUT, now)
        money = change_money(db, event, patch, INPUT, now, old_currency=currency, way=dated.way)
        problems += missing + dated.problems + windows.problems + money.problems
        refuse_any(problems)
    write_dates(db, event, dated, now=now)
    write_lists(db, event, patch, categories, fresh=False)
    if event.currency != currency:
        set_currency(db, event.id, event.currency)
    listed = categories.rows if categories is not None else categories_of(db, event.id)
    tags = tags_of(db, event.id)
    set_search_texts(event, tags, listed)
    discuss(db, event, patch, now)
    touch(event, now)
    db.flush()
    write_money(db, event, money)
    rewrite_windows(db, event, now)
    if settings_too:
        remember(db, organisation, event, patch, [row.id for row in listed], tags, now)
    outbox.record(
        db,
        outbox.ChangeKind.UPDATED,
        "Event",
        event.id,
        organisation_id=event.organisation_id,
        event_id=event.id,
        at=now,
    )
    if patch.get("status") is EventStatusChange.CANCELLED:
        call_off(db, event, now)
    broken = no_longer_ready(event.lifecycle, publish_blockers(publish_facts(db, event, now)))
    return Written(
        ids={"event": event.id},
        aggregate=event.id,
        warnings=[*dated.warnings, *windows.warnings, *money.warnings, *broken],
    )


def _problems_with_what_is_sold(db: DbSession, event: EventRow, old_currency: str, patch: Patch) -> list[Problem]:
    """What tickets and sessions forbid. The row has the new values already."""
    found: list[Problem] = []
    if event.currency != old_currency:
        priced = has_price(db, event.id)
        found += problems_with_currency(old_currency, event.currency, priced, (*INPUT, "currency"))
    if (patch.get("settings") or {}).get("event_capacity") is not None:
        largest, sold = capacity_in_use(db, event.id)
        at = (*INPUT, "settings", "eventCapacity")
        found += problems_with_capacity(event.event_capacity, largest, sold, at)
        found += problems_with_going(event.event_capacity, event.rsvp_count, at)
    return found


def _categories(db: DbSession, event: EventRow, patch: Patch) -> tuple[Categories, list[Problem]]:
    items: Sequence[Patch] = (patch["listing"] or {}).get("categories") or ()
    return find_categories(db, event.organisation_id, items, (*INPUT, "listing", "categories"))
