"""Three organisations with events of every kind, the same rows and ids on each engine and in each run."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from app.core.folding import fold, search_text, slugify
from app.core.geography import unit_vector
from app.core.time import local_of
from app.custom_fields.tables import CustomFieldOptionRow, CustomFieldRow
from app.custom_fields.values import CustomFieldType
from app.db.columns import NEVER
from app.events.store import set_span
from app.events.tables import (
    BannerRow,
    CategoryRow,
    EventCategoryRow,
    EventRow,
    EventTagRow,
    FormerSlugRow,
    ResourceRow,
)
from app.occurrences.tables import OccurrenceRow
from app.organisations.tables import FormerOrganisationSlugRow, OrganisationRow
from app.tickets.tables import TicketRow
from tests.gateway import START, Gateway, Organisation
from tests.reading.booking import add_booking
from tests.reading.commerce import add_money
from tests.reading.communities import add_users
from tests.reading.files import add_files, add_uses
from tests.reading.guests import add_guests
from tests.reading.interactions import add_interactions
from tests.reading.notices import add_notices
from tests.reading.privacy import add_records
from tests.reading.programme import add_agenda, add_prices, add_rule
from tests.reading.row_factory import Maker, booking_window
from tests.reading.session_details import add_session_details
from tests.reading.settings_and_pages import add_pages
from tests.reading.webhooks import add_webhooks


@dataclass
class Plot:
    """One event to be: its state, and when its occurrences start and how long they last, in hours from now."""

    name: str
    owner: int
    lifecycle: str = "PUBLISHED"
    was_published: bool = True
    hours: Sequence[tuple[float, float]] = ((700, 3),)
    disabled: Sequence[int] = ()
    columns: dict[str, Any] = field(default_factory=dict)


SYDNEY: dict[str, Any] = {"venue_latitude": -33.8567844, "venue_longitude": 151.213108}
TOKYO: dict[str, Any] = {"venue_latitude": 35.681236, "venue_longitude": 139.767125}
VENUE: dict[str, Any] = {"configuration_type": "VENUE_EVENT"}
ONLINE: dict[str, Any] = {"configuration_type": "ONLINE_EVENT"}
FULL: dict[str, Any] = {"online_url": "https://example.org/join", "event_capacity": 0}
WHOLE_PLACE: dict[str, Any] = {
    **{"venue_name": "Hall", "venue_image": "hall.png", "venue_url": "hall.html"},
    **{"online_name": "Stream", "online_url": "https://example.org/stream", "online_image": "stream.png"},
    **{"address_line1": "1 Road", "address_line2": "Left", "address_city": "Perth", "address_state": "WA"},
    **{"address_post_code": "6000", "address_country": "AU"},
}
DRAFT: dict[str, Any] = {"lifecycle": "UNRELEASED", "was_published": False}
PLOTS = (
    Plot("Gala", 0, columns={**VENUE, "venue_name": "Opera", **SYDNEY, "address_city": "Sydney"}),
    Plot("Ärger", 1, columns={**VENUE, **WHOLE_PLACE}),
    Plot(
        "gála",
        0,
        hours=((-2, 5), (30, 2)),
        columns={**ONLINE, **FULL},
    ),
    Plot("Ärger", 0, hours=((-90, 2), (-40, 4)), columns={"enable_rsvp": True}),
    Plot("apple", 0, hours=((-90, 2), (40, 4), (90, 1)), disabled=(2,), columns={"listing_enabled": False}),
    Plot("Zebra", 0, **DRAFT, hours=(), columns={**VENUE, "address_city": "Only a city"}),
    Plot('It\'s "the" one', 0, **DRAFT, columns={**VENUE, "address_line1": "1 Road", "enable_rsvp": True}),
    Plot("gala", 0, "UNPUBLISHED", columns={**ONLINE, "online_name": "Nowhere to join"}),
    Plot("🎪 Circus", 0, "CANCELLED", hours=((500, 2), (501, 9)), columns={**TOKYO}),
    Plot("日本", 0, "CANCELLED", was_published=False),
    # One ends at this very moment and one starts at it.
    Plot("Œuvre", 1, hours=((-4, 4), (48, 2)), columns={**TOKYO, "venue_url": "plan.png"}),
    Plot("Gala", 1, hours=((0, 1),), columns={"visible_in_organisation_profile": False}),
    Plot("Zebra", 1, hours=((9, 1), (19, 1)), disabled=(0, 1), columns={"enable_rsvp": True}),
    Plot("apple", 1, **DRAFT, hours=((-10, 10),), columns={**ONLINE}),
    Plot("Ärger", 1, "CANCELLED", hours=((-1, 2),), columns={"listing_enabled": False}),
    Plot("NEVER ends", 2, hours=tuple((24 * 7 * week, 2) for week in range(1, 24)), columns={**SYDNEY}),
    Plot("日本", 2, hours=((100, 8), (124, 8)), columns={**VENUE, "venue_name": "", "venue_image": "map.png"}),
    Plot("gala", 2, **DRAFT, hours=((60, 1),), columns={"venue_latitude": 0.0, "venue_longitude": 180.0}),
    Plot("Œuvre", 2, hours=(), columns={"hide_ticket_until_booking_start": True}),
    Plot(
        "Series", 0, hours=tuple((168 * week - 1, 3) for week in range(-2, 8)), disabled=(3, 5, 8), columns={**SYDNEY}
    ),
    Plot("Tour", 1, hours=((-30, 2), (20, 30), (300, 2)), disabled=(2,), columns={**TOKYO}),
)
OWNERS = (("acme", "Australia/Sydney", "AUD"), ("kanpai", "Asia/Tokyo", "JPY"), ("desert", "Asia/Kuwait", "KWD"))
# One follows its organisation, the others have a zone of their own: one behind UTC, one with a half hour.
ZONES = (None, None, "America/New_York", "Asia/Kathmandu")


def populate(gateway: Gateway) -> list[Organisation]:
    """Store it all; the organisations, of which the first and the second own drafts."""
    make = Maker()
    owners = [_organisation(make, *owner) for owner in OWNERS]
    categories = [
        [make.new(CategoryRow, organisation_id=owner.id, name=name, description=make.maybe(make.text()),
                  url=make.maybe("https://example.org/zoo"), image=make.maybe("zoo.png"))
         for name in ("Música", "It's 5 o'clock", "Zoo")]
        for owner in owners
    ]  # fmt: skip
    for owner in owners:
        _custom_fields(make, owner)
    events = [_event(make, plot, owners[plot.owner], number) for number, plot in enumerate(PLOTS)]
    sold: list[tuple[EventRow, list[TicketRow]]] = []
    for event, plot in zip(events, PLOTS, strict=True):
        _listing(make, event, categories[plot.owner])
        occurrences = [_occurrence(make, event, plot, number) for number in range(len(plot.hours))]
        set_span(event, occurrences)
        add_rule(make, event, occurrences)
        tickets = add_agenda(make, event, occurrences)
        add_prices(make, event, tickets)
        sold.append((event, tickets))
    for event, tickets in sold:
        add_money(make, event, tickets)
    add_users(make, owners, categories, events)
    add_guests(make, events)
    add_interactions(make, owners, events)
    add_files(make, owners, events)
    add_session_details(make)
    add_uses(make, owners)
    add_pages(make, events)
    add_booking(make, lambda number: _event(make, Plot(f"Bookable {number}", 0), owners[0], 20 + number))
    add_notices(make, events)
    add_webhooks(make, owners)
    add_records(make, owners)
    for owner in owners:
        make.new(FormerOrganisationSlugRow, organisation_id=owner.id, slug=f"former-{owner.slug}")
    for event in events:
        make.new(FormerSlugRow, organisation_id=event.organisation_id, event_id=event.id, slug=f"former-{event.slug}")
    make.store(gateway)
    return [Organisation(str(owner.id), owner.slug) for owner in owners]


def _organisation(make: Maker, slug: str, zone: str, currency: str) -> OrganisationRow:
    info = {"info": make.text(), "image": make.maybe("logo.png")}
    return make.new(OrganisationRow, slug=slug, name=f"{slug} 🏢", timezone=zone, currency=currency, **info)


def _custom_fields(make: Maker, owner: OrganisationRow) -> None:
    """One of each type, every other one internal; two at each place."""
    belongs: dict[str, Any] = {"organisation_id": owner.id}
    for number, kind in enumerate(CustomFieldType):
        field = make.new(
            CustomFieldRow,
            **belongs,
            timezone=owner.timezone,
            key=f"c_{1001 + number}",
            name=make.text() or "What?",
            type=kind.name,
            required=number > 2,
            internal=number % 2 == 1,
            position=number // 2,
        )
        for place in range(3 if "CHOICE" in kind else 0):
            option = {"custom_field_id": field.id, "number": 9 - place, "label": make.text() or "So", "position": 1}
            make.new(CustomFieldOptionRow, **belongs, **option)


def _event(make: Maker, plot: Plot, owner: OrganisationRow, number: int) -> EventRow:
    """The row without its occurrences; every fourth has a currency of its own. Slugs differ within an organisation."""
    zone = ZONES[number % len(ZONES)] or owner.timezone
    place: dict[str, Any] = {}
    if "venue_latitude" in plot.columns:
        point = unit_vector(plot.columns["venue_latitude"], plot.columns["venue_longitude"])
        place = dict(zip(("venue_x", "venue_y", "venue_z"), point, strict=True))
    moments: dict[str, Any] = {}
    reason: dict[str, Any] = {}
    if plot.was_published:
        moments["published_at"] = START - timedelta(days=2)
    if plot.lifecycle != "UNRELEASED":
        moments["publishing_changed_at"] = START - timedelta(days=1)
    if plot.lifecycle == "CANCELLED":
        moments["cancelled_at"] = START - timedelta(days=1)
        reason["cancellation_reason"] = make.maybe(make.text())
    if number % 3 == 1:
        moments["rescheduled_at"] = START - timedelta(hours=number)
    for name, at in list(moments.items()):
        moments[name.replace("_at", "_local")] = local_of(at, zone)
    description = make.maybe(make.text())
    values: dict[str, Any] = {
        "organisation_id": owner.id,
        "slug": f"{slugify(plot.name)}-{number % 9}",
        "name": plot.name,
        "display_name": f"{plot.name} {make.text()}",
        "description": description,
        "timezone": zone,
        "currency": OWNERS[number % 3][2] if number % 4 == 3 else owner.currency,
        "enable_datetime_conversion": number % 2 == 0,
        "reschedule_reason": make.text() if number % 6 == 1 else None,
        "lifecycle": plot.lifecycle,
        "starts_at": NEVER,
        "ends_at": NEVER,
        "search_text": search_text([plot.name, description, plot.columns.get("address_city")]),
        "event_capacity": make.maybe(500),
        "max_ticket_per_customer": make.maybe(4),
        "booking_starts_level": make.rng.choice(("EVENT", "TICKET")),
        "booking_ends_level": make.rng.choice(("EVENT", "TICKET")),
        "hide_ticket_until_booking_start": make.rng.random() < 0.4,
        "version": number + 1,
    }
    return make.new(EventRow, **{**values, **moments, **reason, **plot.columns, **place})


def _listing(make: Maker, event: EventRow, categories: list[CategoryRow]) -> None:
    for position, category in enumerate(make.rng.sample(categories, make.rng.randrange(4))):
        make.new(EventCategoryRow, event_id=event.id, category_id=category.id, position=position)
    for position, tag in enumerate(make.rng.sample(("Ünder", 'a "b"', "rock", "ROCK"), make.rng.randrange(4))):
        make.new(EventTagRow, event_id=event.id, position=position, tag=tag, tag_key=fold(tag))
    primary = make.rng.randrange(5)
    for number in range(make.rng.randrange(4)):
        # Two of the same place: the id decides.
        values = {"position": number // 2, "name": make.maybe(make.text()), "is_primary": number == primary}
        make.part(BannerRow, event, image=f"https://example.org/{number}.png", **values)
        make.part(ResourceRow, event, url=f"file-{number}", **values)


def _occurrence(make: Maker, event: EventRow, plot: Plot, number: int) -> OccurrenceRow:
    start, length = plot.hours[number]
    starts_at = START + timedelta(hours=start)
    disabled: dict[str, Any] = {}
    if number in plot.disabled:
        out = make.rng.random() < 0.5
        disabled = {"disabled_reason": "OUT_OF_RULE", "out_of_rule": True} if out else {"disabled_reason": "CALLED_OFF"}
        disabled["cancellation_reason"] = None if out else make.maybe(make.text())
    return make.part(
        OccurrenceRow,
        event,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=length),
        original_starts_at=starts_at + timedelta(hours=make.rng.choice((0, 0, -1, 24))),
        previous_starts_at=make.maybe(starts_at - timedelta(days=1)),
        enabled=number not in plot.disabled,
        **disabled,
        capacity=make.rng.choice((None, 0, 40)),
        **booking_window(make),
    )
