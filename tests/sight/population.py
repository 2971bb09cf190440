"""One of everything that can be named, of one organisation: others see nothing of it, unless it says so.

things = make_things(gateway, owner)     # what stands for each name that recipes write behind an @

Two organisations have the same names, so that a name stands for a thing of one's own and for the foreign one alike.
"""

from datetime import timedelta
from typing import Any, TypeAlias
from uuid import UUID

from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from app.communities.tables import CommunityRow
from app.db.bulk import insert_all
from app.db.timestamps import created
from app.events.tables import (
    CategoryRow,
    CouponRow,
    CouponTicketRow,
    EventRow,
    EventTagRow,
    ProductRow,
    SurveyQuestionRow,
)
from app.guests.tables import InvitationRow, RsvpRow
from app.interactions.tables import AttendeeRow, FollowRow, MuteRow, ReviewRow, SaveRow, ShareRow, WaitingRow
from app.notices.tables import NoticeRow
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from app.organisations.tables import PreferenceRow
from app.privacy.tables import PrivacyRecordRow
from app.sessions.tables import SessionSpeakerRow
from app.tickets.tables import PriceRow, TicketRow
from app.users.tables import UserRow
from tests.builders import (
    SHOW,
    event_of,
    make_agenda_tab,
    make_custom_field,
    make_event,
    make_link,
    make_location,
    make_occurrence,
    make_price,
    make_ready_event,
    make_row,
    make_schedule_date,
    make_session,
    make_session_date,
    make_speaker,
    make_ticket,
    make_track,
    stored,
)
from tests.events.dated_event import book, make_series
from tests.events.editing import daily
from tests.files.filing import make_file
from tests.gateway import START, Gateway, Organisation
from tests.guests.requests import make_invitation, make_rsvp, make_rsvp_event
from tests.interactions.acting import make_open, make_open_occurrence, make_open_ticket
from tests.interactions.placing import choose, make_date_of, make_slot
from tests.user_builders import flag_post, flag_user, make_community, make_member, make_post, make_user
from tests.webhooks.builders import make_delivery, make_webhook

PEOPLE = ("ada", "bob", "cem", "zoe", "user", "flagged")
PUBLISHED: dict[str, Any] = {"lifecycle": "PUBLISHED", "published_at": START}
Things: TypeAlias = dict[str, Any]
Users: TypeAlias = dict[str, UserRow]


def make_things(gateway: Gateway, owner: Organisation) -> dict[str, str]:
    """Uuids as text, and two names that addresses hold."""
    users = {name: make_user(gateway, owner) for name in PEOPLE}
    found: Things = {name: row.id for name, row in users.items()}
    found |= _of_organisation(gateway, owner, users)
    found |= _users(gateway, owner, users)
    found |= _draft(gateway, owner, users)
    found |= _open(gateway, owner, users)
    found |= _other_events(gateway, owner, users)
    found |= _hidden(gateway, owner, users, found["open"], found["first"])
    return {name: str(value) for name, value in found.items()}


def _of_organisation(gateway: Gateway, owner: Organisation, users: Users) -> Things:
    belongs: Any = {"organisation_id": UUID(owner.uuid)}
    category = CategoryRow(**belongs, name="Music", name_key="music")
    followed: Any = {**belongs, "timezone": "UTC", **created(gateway.clock(), "UTC")}
    rows: list[SQLModel] = [
        category,
        PreferenceRow(**belongs, name="quiet", value=True),
        FollowRow(user_id=users["bob"].id, **followed),
        MuteRow(user_id=users["bob"].id, **followed),
    ]

    def insert(db: DbSession) -> None:
        for row in rows:
            insert_all(db, [row])

    gateway.in_database(insert)
    webhook = make_webhook(gateway, owner)
    record = PrivacyRecordRow(
        organisation_id=UUID(owner.uuid), user_id=users["bob"].id, kind="EXPORTED", created_at=gateway.clock()
    )
    gateway.in_database(lambda db: insert_all(db, [record]))
    return {
        "organisation": owner.uuid,
        "organisationSlug": owner.slug,
        "category": category.id,
        "customField": make_custom_field(gateway, owner.uuid, internal=True).id,
        "file": make_file(gateway, owner).id,
        "webhook": webhook.id,
        "delivery": make_delivery(gateway, webhook).id,
        "privacyRecord": record.id,
    }


def _users(gateway: Gateway, owner: Organisation, users: Users) -> Things:
    """Nobody else sees this community."""
    community: CommunityRow = make_community(gateway, owner, is_public=False)
    member = make_member(gateway, community, users["ada"])
    post, flagged = (make_post(gateway, community, users["ada"]) for _ in range(2))
    flag_post(gateway, flagged, users["ada"])
    flag_user(gateway, users["flagged"], users["ada"])
    return {"community": community.id, "member": member.id, "post": post.id, "flaggedPost": flagged.id}


def _draft(gateway: Gateway, owner: Organisation, users: Users) -> Things:
    """All that can hang on an event, and was done at it before it was taken back."""
    event = make_ready_event(gateway, owner, slug="draft")
    make_link(gateway, EventTagRow, event_id=event.id, position=0, tag="hidden", tag_key="hidden")
    (show,) = stored(gateway, OccurrenceRow, event_id=event.id)
    occurrence = make_occurrence(gateway, event, starts_at=START.replace(month=9))
    called_off = make_occurrence(gateway, event, starts_at=START.replace(month=8), enabled=False)
    tab = make_agenda_tab(gateway, event).id
    day = make_schedule_date(gateway, event, agenda_tab_id=tab).id
    session = make_session(gateway, event)
    row = make_session_date(gateway, session, occurrence)
    ticket = make_ticket(gateway, event, position=1, category="PAID")
    coupon = {"code": "A", "code_key": "a", "discount_type": "PERCENTAGE", "discount_minor": 1000}
    limited = make_row(gateway, CouponRow, event, currency=event.currency, tickets_type="SPECIFIC", **coupon)
    make_link(gateway, CouponTicketRow, event_id=event.id, coupon_id=limited.id, ticket_id=ticket.id)
    ada: Any = {"user_id": users["ada"].id}
    booked: Any = {"ticket_id": ticket.id, "occurrence_id": occurrence.id}
    return {
        "event": event.id,
        "eventSlug": event.slug,
        "show": show["id"],
        "occurrence": occurrence.id,
        "calledOff": called_off.id,
        "session": session.id,
        "sessionDate": row.id,
        "movable": make_session(gateway, event, name="Movable").id,
        "ticket": ticket.id,
        "otherTicket": make_ticket(gateway, event, position=2).id,
        "price": make_price(gateway, ticket).id,
        "coupon": limited.id,
        "product": make_row(gateway, ProductRow, event, name="Mug", currency=event.currency).id,
        "question": make_row(gateway, SurveyQuestionRow, event, question="Why?").id,
        "agendaTab": tab,
        "scheduleDate": day,
        "track": make_track(gateway, event).id,
        "location": make_location(gateway, event).id,
        "speaker": make_speaker(gateway, event).id,
        "save": make_row(gateway, SaveRow, event, **ada).id,
        "share": make_row(gateway, ShareRow, event, **ada).id,
        "review": make_row(gateway, ReviewRow, event, rating=5, **ada).id,
        "booked": make_row(gateway, AttendeeRow, event, **ada, **booked).id,
        "entry": make_row(gateway, WaitingRow, event, turn=1, **ada).id,
        "notice": make_row(gateway, NoticeRow, event, kind="CANCELLED", **ada).id,
        "rsvp": make_row(gateway, RsvpRow, event, status="GOING", **ada).id,
        "invitation": make_row(gateway, InvitationRow, event, **ada).id,
        "selection": choose(gateway, event, users["ada"], row).id,
    }


def _open(gateway: Gateway, owner: Organisation, users: Users) -> Things:
    """A public event at which ada has done everything, and can do more; its talk is full, and bob waits for it."""
    event, first = make_open(gateway, owner, slug="open")
    second = make_open_occurrence(gateway, event, starts_at=SHOW + timedelta(days=9))
    slot, later = make_slot(gateway, event, first), make_slot(gateway, event, second)
    ticket = make_open_ticket(gateway, event, category="PAID")
    price = make_price(gateway, ticket)
    by: Any = {"user_id": users["ada"].id}
    make_row(gateway, SaveRow, event, **by)
    make_row(gateway, ReviewRow, event, rating=5, **by)
    make_row(gateway, WaitingRow, event, turn=1, **by)
    taken: Any = {"ticket_id": ticket.id, "price_id": price.id, "occurrence_id": first.id, "timeslot_id": slot.id}
    attendee = make_row(gateway, AttendeeRow, event, **taken, **by)

    def count(db: DbSession) -> None:
        db.get_one(EventRow, event.id).booked_count = 1
        db.get_one(OccurrenceRow, first.id).booked_count = 1
        db.get_one(TimeslotRow, slot.id).booked_count = 1
        db.get_one(TicketRow, ticket.id).quantity_sold = 1
        db.get_one(PriceRow, price.id).quantity_sold = 1

    gateway.in_database(count)
    talk = make_session(gateway, event, name="Talk", wait_list_enabled=True, capacity=1, offset_seconds=0)
    full = make_date_of(gateway, event, talk, first)
    choose(gateway, event, users["zoe"], full)
    make_row(gateway, WaitingRow, event, turn=2, user_id=users["bob"].id, session_occurrence_id=full.id)
    workshop = make_session(gateway, event, name="Workshop", offset_seconds=0)
    return {
        "open": event.id,
        "first": first.id,
        "second": second.id,
        "slot": slot.id,
        "laterSlot": later.id,
        "openTicket": ticket.id,
        "openPrice": price.id,
        "attendee": attendee.id,
        "fullDate": full.id,
        "workshop": workshop.id,
        "workshopDate": make_date_of(gateway, event, workshop, first).id,
    }


def _hidden(gateway: Gateway, owner: Organisation, users: Users, event_uuid: UUID, date_uuid: UUID) -> Things:
    """What is hidden although its event is public, and files that only what is hidden uses."""
    event = event_of(gateway, event_uuid)
    date = gateway.in_database(lambda db: db.get_one(OccurrenceRow, date_uuid))
    found: Things = {"idleSpeaker": make_speaker(gateway, event).id}
    files = {f"{name}File": make_file(gateway, owner).id for name in ("draft", "private", "community", "user")}
    hiding: dict[str, Any] = {
        "private": {"kind": "PRIVATE", "image_file_id": files["privateFile"]},
        "proposed": {"proposal_status": "SUBMITTED"},
        "rejected": {"proposal_status": "REJECTED"},
    }
    for name, columns in hiding.items():
        session, speaker = make_session(gateway, event, name=name, **columns), make_speaker(gateway, event)
        make_link(gateway, SessionSpeakerRow, session_id=session.id, speaker_id=speaker.id)
        found |= {f"{name}Session": session.id, f"{name}Speaker": speaker.id}
        found[f"{name}Date"] = make_date_of(gateway, event, session, date).id
    make_community(gateway, owner, is_public=False, avatar_file_id=files["communityFile"])
    make_event(gateway, owner, slug="covered", cover_image_file_id=files["draftFile"])
    # Who saves and shares does so quietly.
    quiet = make_user(gateway, owner, avatar_file_id=files["userFile"])
    for table in (SaveRow, ShareRow):
        make_row(gateway, table, event, user_id=quiet.id)
    return {
        **found,
        **files,
        "quietUser": quiet.id,
        "ownFile": make_file(gateway, owner, access_type="PRIVATE").id,
        "archivedTicket": make_ticket(gateway, event, position=3, archived_at=START).id,
    }


def _other_events(gateway: Gateway, owner: Organisation, users: Users) -> Things:
    """Each in the state that some mutation asks for."""
    answered = make_rsvp_event(gateway, owner, slug="answered")
    make_rsvp(gateway, answered, users["ada"].id)
    make_invitation(gateway, answered, users["ada"].id)
    waiting, date = make_open(gateway, owner, waiting_list_enabled=True)
    series, dates = make_series(gateway, owner, occurrence=daily(3))
    book(gateway, owner, dates[2])
    return {
        "answered": answered.id,
        "published": make_ready_event(gateway, owner, slug="published", **PUBLISHED).id,
        "waiting": waiting.id,
        "waitingDate": date.id,
        "waitingTicket": make_open_ticket(gateway, waiting).id,
        "series": series.id,
        "seriesFirst": dates[0]["id"],
        "seriesLast": dates[2]["id"],
    }
