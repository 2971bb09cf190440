"""Files, and where events are found, by hand."""

import base64
from io import BytesIO

import segno

from tests.reading.plain.fields import Fields, by_uuid, entity, linked, named
from tests.reading.plain.sight import Sight, is_public
from tests.reading.plain.world import Row

HOME = "http://marquee.test"


def url(_see: Sight, file: Row) -> str:
    return file["address"] or f"{HOME}/files/{file['id']}/{file['served_name']}"


def attributes(see: Sight, file: Row) -> Row:
    metadata = {name: file[name] if see.owns(file) else None for name in ("exif", "gps")}
    metadata |= {"width": file["width"], "height": file["height"], "isFull": file["is_full"]}
    size = None if file["size"] is None else str(file["size"])
    known = {"name": file["name"], "extension": file["extension"], "mimeType": file["mime_type"]}
    return {**known, "size": size, "metadata": metadata}


def store_url(see: Sight, event: Row) -> str:
    owner = see.world.get("Organisation", event["organisation_id"])
    return f"{HOME}/events/{owner['slug']}/{event['slug']}"


def calendar_url(see: Sight, event: Row) -> str | None:
    return f"{store_url(see, event)}.ics" if is_public(event) else None


def code(see: Sight, event: Row) -> Row:
    value, picture = store_url(see, event), BytesIO()
    segno.make(value, error="m", micro=False).save(picture, kind="png", scale=8, border=4)
    data = base64.b64encode(picture.getvalue()).decode()
    image = f"{HOME}/events/{event['id']}/code.png"
    return {"type": "QR", "value": value, "image": image, "dataUrl": f"data:image/png;base64,{data}"}


def organisation_calendar_url(_see: Sight, organisation: Row) -> str:
    return f"{HOME}/organisations/{organisation['slug']}.ics"


QUERY: Fields = {"file": by_uuid("File")}
EVENT: Fields = {
    "coverImageFile": linked("File", "cover_image_file_id"),
    "storeUrl": store_url,
    "calendarUrl": calendar_url,
    "eventCode": code,
}
TYPES: dict[str, Fields] = {
    "File": {
        **entity("File"),
        **named("accessType", "altText"),
        "type": "own_type",
        "url": url,
        "attributes": attributes,
        "organisation": linked("Organisation", "organisation_id"),
    },
}
