"""Where an event is found, in the schema: its cover, its page, its calendar and the code that leads there."""

import strawberry

from app.core.named_types import URL
from app.core.qr import qr_data_url
from app.events.store.visible import PUBLIC
from app.files.types import IN_USE, File
from app.files.values import EventCodeType
from app.graph.enums import enum_type
from app.graph.reading.mapping import Finished, expression, one, part, reads

enum_type(
    EventCodeType,
    "How a code is drawn.",
    QR="As a QR code.",
)

STORE_URL = (
    "replace(replace({store_url}, '{{organisation}}', (SELECT o.slug FROM organisation o"
    " WHERE o.id = {t}.organisation_id)), '{{event}}', {t}.slug)"
)

# Its dates are given to everybody there, and to nobody at another time.
CALENDAR_URL = (
    f"CASE WHEN {PUBLIC} THEN {{public_url}} || '/events/' || (SELECT o.slug FROM organisation o"
    " WHERE o.id = {t}.organisation_id) || '/' || {t}.slug || '.ics' END"
)


@strawberry.type(description="A code to print, which leads to an event's page.")
class EventCode:
    type: EventCodeType = expression("'QR'", "How it is drawn.")
    value: URL = expression(STORE_URL, "Its content: the address of the event's page.")
    image: URL = expression("{public_url} || '/events/' || {t}.id || '/code.png'", "Address of the code as a PNG.")
    data_url: str = reads(Finished(STORE_URL, qr_data_url), "The same PNG as a `data:` address; about 1 KB.")


@strawberry.type
class AddressFields:
    """The part of `Event` that says where it is found; no type of the schema."""

    cover_image_file: File | None = one(
        "{c}.id = {p}.cover_image_file_id",
        "Its cover picture, where the caller may see it.",
        listed=IN_USE,
    )
    store_url: URL = expression(STORE_URL, "The address of its page.")
    calendar_url: URL | None = expression(
        CALENDAR_URL,
        "Where calendar programs subscribe to its dates (iCalendar); null while it is not public.",
    )
    event_code: EventCode = part("A code that leads to its page.")
