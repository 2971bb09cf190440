"""createEvent: a new event of the caller's organisation, with everything that its input carries."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.booking.operations import rewrite_windows
from app.core.fields import Patch
from app.core.folding import free_slug, slugify
from app.core.ids import new_uuid
from app.core.outcome import Written
from app.core.problems import Path, Problem, ProblemCode, Refused, refuse_any, under
from app.core.time import find_zone
from app.db import outbox
from app.db.columns import NEVER
from app.db.timestamps import created
from app.events.commerce.part import change_money, write_money
from app.events.dates.part.changing import problems_with_size
from app.events.dates.part.programme import Programme, add
from app.events.dates.part.programme import write as write_programme
from app.events.dates.part.recurrence_rule import set_rule, write_rule
from app.events.details.part import change_windows, describe, find_categories, set_search_texts, write_lists
from app.events.details.rules import problems_with_details
from app.events.operations.cover import change_cover
from app.events.operations.defaults import remember
from app.events.page.part import problems_with_listed
from app.events.rules.defaults import with_defaults
from app.events.social.part import change_social, discuss
from app.events.store import set_span, slugs_like
from app.events.store.parts import organisation_of
from app.events.tables import EventRow
from app.occurrences.expansion import Expansion, expand
from app.occurrences.rules.changing import changed_rule
from app.organisations.tables import OrganisationRow

INPUT: Path = ("input",)


def create_event(db: DbSession, caller: Caller, *, organisation_uuid: UUID, patch: Patch, now: datetime) -> Written:
    """Refused with everything that is wrong at once; what is stored is stored whole."""
    if organisation_uuid != caller.organisation_id:
        sentence = "There is no organisation with this uuid."
        raise Refused(Problem(ProblemCode.NOT_FOUND, sentence, ("organisationUuid",)))
    organisation = organisation_of(db, organisation_uuid, lock=True)
    given, patch = patch, with_defaults(patch, organisation.event_defaults)
    event = _blank(organisation, patch, now)
    problems = [*problems_with_details(patch, INPUT), *under(INPUT, describe(event, organisation, patch))]
    problems += [*change_social(db, event, patch, INPUT), *change_cover(db, event, patch, INPUT)]

    listing = patch.get("listing") or {}
    categories, missing = find_categories(
        db, organisation.id, listing.get("categories") or (), (*INPUT, "listing", "categories")
    )
    problems += [*missing, *problems_with_listed(db, event, patch, INPUT)]
    rule, expansion = None, Expansion(None)
    if patch.get("occurrence") is not None:
        rule = changed_rule(None, patch["occurrence"])
        expansion = expand(rule, zone=event.timezone, now=now)
    windows = change_windows(event, patch, INPUT, now)
    money = change_money(db, event, patch, INPUT, now, old_currency=event.currency, way=None)
    problems += under((*INPUT, "occurrence"), expansion.problems) + windows.problems + money.problems
    programme = Programme()
    add(programme, event, expansion.spans, now=now)
    problems += problems_with_size(programme, now, (*INPUT, "occurrence"))
    refuse_any(problems)

    event.slug = free_slug(slugify(event.name), slugs_like(db, organisation.id, slugify(event.name)))
    tags: Sequence[str] = listing.get("tags") or ()
    set_search_texts(event, tags, categories.rows)
    discuss(db, event, patch, now)
    set_span(event, programme.dates)
    set_rule(event, rule, expansion)
    db.add(event)
    db.flush()
    write_rule(db, event, rule, fresh=True)
    write_programme(db, event, programme)
    write_lists(db, event, patch, categories, fresh=True)
    write_money(db, event, money)
    rewrite_windows(db, event, now)
    if given.get("is_update_org_settings"):
        remember(db, organisation, event, given, [row.id for row in categories.rows], tags, now)
    outbox.record(
        db,
        outbox.ChangeKind.CREATED,
        "Event",
        event.id,
        organisation_id=organisation.id,
        event_id=event.id,
        at=now,
    )
    warnings = under((*INPUT, "occurrence"), expansion.warnings) + windows.warnings + money.warnings
    return Written(ids={"event": event.id}, aggregate=event.id, warnings=warnings)


def _blank(organisation: OrganisationRow, patch: Patch, now: datetime) -> EventRow:
    """What an event is before its input is looked at: the organisation's, and nobody's."""
    zone = find_zone(patch.get("timezone") or "") or organisation.timezone
    made: Any = created(now, zone)
    return EventRow(
        id=new_uuid(),
        organisation_id=organisation.id,
        slug="",
        name="",
        name_key="",
        display_name="",
        timezone=zone,
        currency=organisation.currency,
        enable_datetime_conversion=organisation.enable_datetime_conversion,
        starts_at=NEVER,
        ends_at=NEVER,
        search_text="",
        booking_starts_at=now,
        **made,
    )
