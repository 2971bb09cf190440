"""An event with something in every table that describes one, and a form in which two events compare.

`make_whole_event` links its parts in every way there is. `described` answers all rows of an event, each id
replaced by what it stands for, such as `session 1`: two events that say the same are equal in it.
"""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from app.custom_fields.tables import CustomFieldRow
from app.events.operations.parts import own_tables
from app.events.store.copying import table_of
from app.events.tables import (
    BannerRow,
    CategoryRow,
    EventCategoryRow,
    EventRow,
    EventTagRow,
    ResourceRow,
    ScheduledStartRow,
    TimeslotTemplateRow,
)
from app.files.tables import EventFileRow
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from app.sessions.tables import (
    SessionCustomValueRow,
    SessionFileRow,
    SessionLinkRow,
    SessionOccurrenceLinkRow,
    SessionRow,
    SessionSpeakerRow,
    SessionTagRow,
    SessionTicketRow,
    SessionVideoRow,
)
from tests.builders import (
    SHOW,
    Stored,
    everything,
    make_agenda_tab,
    make_custom_field,
    make_event,
    make_link,
    make_location,
    make_occurrence,
    make_price,
    make_row,
    make_schedule_date,
    make_session,
    make_session_row,
    make_speaker,
    make_ticket,
    make_track,
    stored,
)
from tests.events.whole_money import EARLY_BIRD, EVENT_MONEY, add_money
from tests.events.whole_page import add_page
from tests.files.filing import make_file
from tests.gateway import Gateway, Organisation

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
# What a copy does not take over: who it is, its history, what was sold, and the windows that follow from now.
OWN = {
    "slug",
    "lifecycle",
    "version",
    "quantity_sold",
    "used",
    "organisation_id",
    *(
        f"{name}_{kind}"
        for kind in ("at", "local")
        for name in ("created", "updated", "published", "publishing_changed", "cancelled")
    ),
    *(f"{name}_{kind}" for kind in ("at", "local") for name in ("booking_starts", "booking_ends", "opens", "closes")),
}


def make_whole_event(gateway: Gateway, organisation: Organisation, **columns: Any) -> EventRow:
    """Two days with timeslots, a programme in two tracks, tickets in variants, everything linked."""
    described: dict[str, Any] = {
        "name": "Harbour Nights 2026",
        "display_name": "Harbour Nights",
        "description": "Two nights at the harbour.",
        "configuration_type": "VENUE_EVENT",
        "venue_name": "Pier 2/3",
        "venue_latitude": -33.85,
        "venue_longitude": 151.2,
        "address_city": "Sydney",
        "event_capacity": 500,
        "max_ticket_per_customer": 4,
        "enable_rsvp": True,
        "listing_enabled": False,
        **EVENT_MONEY,
    }
    cover = make_file(gateway, organisation)
    event = make_event(gateway, organisation, **{"cover_image_file_id": cover.id} | described | columns)
    make_link(gateway, EventFileRow, event_id=event.id, file_id=cover.id)
    _lists(gateway, event)
    add_page(gateway, event)
    days = [make_occurrence(gateway, event, starts_at=SHOW + DAY * day, capacity=300 + day) for day in (0, 1)]
    for position, day in enumerate(days):
        make_row(
            gateway,
            TimeslotRow,
            event,
            occurrence_id=day.id,
            position=position,
            starts_at=day.starts_at,
            ends_at=day.starts_at + HOUR,
            capacity=20,
        )
    _programme(gateway, event, days)
    return event


def _lists(gateway: Gateway, event: EventRow) -> None:
    for position in (0, 1):
        image = f"https://example.org/{position}.png"
        make_row(gateway, BannerRow, event, position=position, image=image, is_primary=position == 1)
        make_row(gateway, ResourceRow, event, position=position, name="Map", url=image)
        start = SHOW + DAY * position
        make_row(gateway, ScheduledStartRow, event, position=position, starts_at=start)
        slot = {"starts_at": time(18 + position), "duration_minutes": 60, "capacity": 20}
        make_row(gateway, TimeslotTemplateRow, event, position=position, **slot)
        tag = ("music", "harbour")[position]
        make_link(gateway, EventTagRow, event_id=event.id, position=position, tag=tag, tag_key=tag)
        if stored(gateway, CategoryRow, name_key=f"kind {position}"):
            continue
        category = CategoryRow(
            organisation_id=event.organisation_id, name=f"Kind {position}", name_key=f"kind {position}"
        )
        make_link(gateway, CategoryRow, **category.model_dump())
    for position, row in enumerate(stored(gateway, CategoryRow)):
        make_link(gateway, EventCategoryRow, event_id=event.id, category_id=row["id"], position=position)


def _programme(gateway: Gateway, event: EventRow, days: list[OccurrenceRow]) -> None:
    speakers = [make_speaker(gateway, event, name=name) for name in ("Ada Lovelace", "Grace Hopper")]
    dates = [
        make_schedule_date(
            gateway,
            event,
            date=day.starts_local.date(),
            agenda_tab_id=make_agenda_tab(gateway, event, name=f"Tab {number}", position=number).id,
        )
        for number, day in enumerate(days)
    ]
    opening, closing = (
        make_session(
            gateway,
            event,
            name=name,
            starts_at=day.starts_at,
            capacity=100,
            track_id=make_track(gateway, event, name=f"Track of {name}", schedule_date_id=date.id).id,
            location_id=make_location(gateway, event, name=f"Hall of {name}").id,
            schedule_date_id=date.id,
            occurrences_type="SPECIFIC",
            tickets_type="SPECIFIC",
        )
        for name, day, date in zip(("Opening", "Closing"), days, dates, strict=True)
    )
    entry = make_ticket(gateway, event, name="Entry", category="PAID", quantity=100, quantity_sold=7, **EARLY_BIRD)
    seat = make_ticket(gateway, event, name="Seat", position=1, parent_id=entry.id)
    make_ticket(gateway, event, name="Front seat", position=2, parent_id=seat.id, session_id=closing.id)
    archived = datetime(2026, 5, 1, tzinfo=UTC)
    make_ticket(gateway, event, name="Early", position=3, active=False, archived_at=archived)
    add_money(gateway, event, [entry, seat])
    for amount in (2500, 4000):
        make_price(gateway, entry, name=f"For {amount}", amount_minor=amount, quantity_sold=3)
    for session, day, speaker, ticket in zip((opening, closing), days, speakers, (entry, seat), strict=True):
        make_link(gateway, SessionOccurrenceLinkRow, session_id=session.id, occurrence_id=day.id)
        called_off: Stored = {"enabled": False, "cancellation_reason": "Storm", "own_times": True, "capacity": 9}
        make_session_row(gateway, session, day, schedule_date_id=session.schedule_date_id, **called_off)
        make_link(gateway, SessionTicketRow, session_id=session.id, ticket_id=ticket.id)
        make_link(gateway, SessionSpeakerRow, session_id=session.id, speaker_id=speaker.id, position=1)
        for table in (SessionLinkRow, SessionFileRow):
            url = f"https://example.org/{session.name}"
            make_row(gateway, table, event, session_id=session.id, name=session.name, url=url)
        _details(gateway, event, session)


def _details(gateway: Gateway, event: EventRow, session: SessionRow) -> None:
    """What a session has beside links and files. The custom field is the organisation's, and the same for all."""
    known = stored(gateway, CustomFieldRow, organisation_id=event.organisation_id)
    field = known[0]["id"] if known else make_custom_field(gateway, event.organisation_id).id
    for main in (True, False):
        url = f"https://example.org/{session.name}.mp4"
        make_row(gateway, SessionVideoRow, event, session_id=session.id, url=url, main=main, locked_until_start=main)
    make_link(gateway, SessionTagRow, session_id=session.id, position=0, tag=session.name)
    make_row(gateway, SessionCustomValueRow, event, session_id=session.id, custom_field_id=field, value=session.name)


def described(gateway: Gateway, event_id: UUID) -> dict[str, list[Stored]]:
    """See the top of this file."""
    rows = everything(gateway)
    own = {"event": [row for row in rows["event"] if row["id"] == event_id]}
    sessions = {row["id"] for row in rows["session"] if row["event_id"] == event_id}
    for part in (own.table for own in own_tables() if own.copied):
        name = table_of(part).name
        own[name] = [row for row in rows[name] if row.get("event_id", row.get("session_id")) in {event_id} | sessions]
    names: dict[UUID, str] = {}
    for table, found in own.items():
        found.sort(key=_without_ids)
        names |= {row["id"]: f"{table} {number}" for number, row in enumerate(found) if "id" in row}
    return {
        table: sorted(
            (
                {
                    key: names.get(value, value) if isinstance(value, UUID) else value
                    for key, value in row.items()
                    if key not in OWN
                }
                for row in found
            ),
            key=str,
        )
        for table, found in own.items()
    }


def _without_ids(row: Stored) -> str:
    return str({key: value for key, value in row.items() if key not in OWN and not isinstance(value, UUID)})
