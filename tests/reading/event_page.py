"""The event page: its query, and an event with one of everything to show on it."""

from datetime import timedelta

from app.events.tables import BannerRow, CategoryRow, EventCategoryRow, EventRow, EventTagRow, ResourceRow
from app.occurrences.tables import TimeslotRow
from app.sessions.tables import SessionFileRow, SessionLinkRow, SessionSpeakerRow, SessionTicketRow
from tests.builders import (
    SHOW,
    make_link,
    make_location,
    make_occurrence,
    make_price,
    make_row,
    make_schedule_date,
    make_session,
    make_speaker,
    make_ticket,
    make_track,
)
from tests.gateway import Gateway, Organisation
from tests.reading.published import make_published

PAGE = """
query Page($uuid: UUID!) {
  event(uuid: $uuid) {
    __typename id uuid name displayName description status phase timezone currency
    extendedStatus { name value }
    startsOn { ...when } endsOn { ...when } cancelledOn { ...when }
    organisation { slug name timezone currency }
    occurrence { type }
    occurrences {
      totalCount
      nodes {
        uuid enabled capacity startsOn { ...when } endsOn { ...when }
        bookingWindow { opensOn { ...when } closesOn { ...when } }
        bookability { state reason nextChangeAt { ...when } }
        timeslots { startsOn { utc } endsOn { utc } capacity }
      }
    }
    sessions {
      totalCount
      pageInfo { hasNextPage hasPreviousPage }
      edges {
        node {
          name displayName kind language capacity durationMinutes startsOn { ...when }
          track { name colour } location { name } scheduleDate { date }
          speakers { name biography }
          ticketsType tickets { name prices { price { amount currency } } }
          links { name url } files { name url }
          event { uuid }
        }
      }
    }
    tickets {
      name category quantity quantitySold archivedOn { utc } bookability { state reason nextChangeAt { ...when } }
      minDonationAmount { amount }
      prices { name price { amount currency } quantityIncluded minimumQuantity { enable mandatory quantity } }
    }
    tracks { name sessions { totalCount } } locations { name } scheduleDates { date } speakers { nodes { name } }
    configuration { type venue { name latitude longitude address { addressLine1 city country state } } online { url } }
    banners { image primary } thumbnail { image } resources { name url }
    listing { enabled visibilityInOrgProfile categories { name } tags }
    publishing { state publishedOn { ...when } } publishReadiness { ready blockers { message } }
    settings {
      bookingStartsOn { type level utc local relativeTo offsetMinutes hideTicketUntilBookingStart }
      bookingEndsOn { type level utc local relativeTo offsetMinutes }
      eventCapacity maxTicketPerCustomer enableRsvp
    }
  }
}
fragment when on ZonedDateTime { utc local timezone }
"""


def make_page(gateway: Gateway, acme: Organisation) -> EventRow:
    """One of everything, and two of what is arranged."""
    opened, closes = gateway.clock() - timedelta(days=1), SHOW + timedelta(hours=3)
    window = {"booking_starts_at": opened, "booking_ends_at": closes}
    event = make_published(
        gateway,
        acme,
        name="Harbour Night",
        display_name='Harbour "Night" \\ 夜',
        description="Line one\nline two\t—",
        configuration_type="VENUE_EVENT",
        venue_name="Opera House",
        venue_latitude=-33.8568,
        venue_longitude=151.2153,
        address_line1="Bennelong Point",
        address_city="Sydney",
        event_capacity=500,
        **window,
    )
    open_ = {"opens_at": opened, "closes_at": closes}
    second = make_occurrence(gateway, event, starts_at=SHOW + timedelta(days=1), capacity=0, **open_)
    make_row(
        gateway,
        TimeslotRow,
        event,
        occurrence_id=second.id,
        starts_at=SHOW + timedelta(days=1),
        ends_at=SHOW + timedelta(days=1, minutes=30),
        capacity=12,
    )
    seat = make_ticket(gateway, event, name="Seat", category="PAID", position=1, quantity=10, quantity_sold=4, **open_)
    make_price(gateway, seat, name="Adult", amount_minor=2550)
    make_price(gateway, seat, name="Child", amount_minor=5, position=1, quantity_included=2, minimum_quantity=3)
    track = make_track(gateway, event, colour="#aabbcc")
    hall = make_location(gateway, event)
    day = make_schedule_date(gateway, event)
    links = {"track_id": track.id, "location_id": hall.id, "schedule_date_id": day.id}
    opening = make_session(gateway, event, name="Opening", tickets_type="SPECIFIC", language="en", **links)
    make_link(gateway, SessionTicketRow, session_id=opening.id, ticket_id=seat.id)
    ada, bob = make_speaker(gateway, event), make_speaker(gateway, event, name="Bob", biography="Cooks.")
    make_link(gateway, SessionSpeakerRow, session_id=opening.id, speaker_id=bob.id, position=0)
    make_link(gateway, SessionSpeakerRow, session_id=opening.id, speaker_id=ada.id, position=1)
    make_row(gateway, SessionLinkRow, event, session_id=opening.id, name="Site", url="https://example.org/")
    make_row(gateway, SessionFileRow, event, session_id=opening.id, url="slides.pdf")
    make_session(gateway, event, name="Dinner", starts_at=SHOW + timedelta(hours=2), capacity=40)
    make_row(gateway, BannerRow, event, image="a.png")
    make_row(gateway, BannerRow, event, image="b.png", is_primary=True, position=1)
    make_row(gateway, ResourceRow, event, name="Map", url="map.pdf")
    music = make_link(gateway, CategoryRow, organisation_id=event.organisation_id, name="Music", name_key="music")
    make_link(gateway, EventCategoryRow, event_id=event.id, category_id=music.id)
    make_link(gateway, EventTagRow, event_id=event.id, position=0, tag="Öpera", tag_key="opera")
    return event
