"""registerFile adds a file stored elsewhere, which is never fetched. updateFile changes its description."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.auth.rules import Scope
from app.db.outbox import ChangeRow
from app.files.tables import EventFileRow, FileRow
from tests.builders import everything, make_event, stored
from tests.files.filing import make_file
from tests.gateway import Gateway, Organisation

FILE = (
    "uuid url type accessType altText version updatedOn { utc }"
    " attributes { name extension size mimeType metadata { exif gps width height isFull } }"
)
REGISTER = (
    "mutation ($org: UUID!, $input: RegisterFileInput!) { registerFile(organisationUuid: $org, input: $input)"
    f" {{ message warnings {{ code }} userErrors {{ code path }} file {{ {FILE} }} }} }}"
)
UPDATE = (
    "mutation ($uuid: UUID!, $input: UpdateFileInput!) { updateFile(uuid: $uuid, input: $input)"
    f" {{ message userErrors {{ code path }} file {{ {FILE} }} }} }}"
)
URL = "https://cdn.example/a/Harbour%20Night.JPG?w=9"


def register(gateway: Gateway, acme: Organisation, **given: Any) -> Any:
    return gateway.gql(REGISTER, gateway.token(acme), org=acme.uuid, input=given)["registerFile"]


def update(gateway: Gateway, acme: Organisation, uuid: UUID, **given: Any) -> Any:
    return gateway.gql(UPDATE, gateway.token(acme), uuid=uuid, input=given)["updateFile"]


def codes(payload: Any) -> list[tuple[str, str]]:
    assert payload["file"] is None
    assert payload["message"] is None
    return [(error["code"], ".".join(error["path"])) for error in payload["userErrors"]]


def test_an_address_is_enough(gateway: Gateway) -> None:
    acme = gateway.organisation()
    payload = register(gateway, acme, url=URL)
    uuid = payload["file"]["uuid"]
    assert payload == {
        "message": "File has been registered successfully",
        "warnings": [],
        "userErrors": [],
        "file": {
            "uuid": uuid,
            "url": URL,
            "type": "IMAGE",
            "accessType": "PUBLIC",
            "altText": None,
            "version": 1,
            "updatedOn": {"utc": "2026-06-01T09:00:00Z"},
            "attributes": {
                "name": "Harbour Night.JPG",
                "extension": "jpg",
                "size": None,
                "mimeType": None,
                "metadata": dict.fromkeys(("exif", "gps", "width", "height", "isFull")),
            },
        },
    }
    [change] = stored(gateway, ChangeRow, direct=True)
    assert (change["entity"], change["kind"], str(change["entity_id"])) == ("File", "CREATED", uuid)


def test_all_fields_are_stored(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    said = {"exif": {"Make": "Marquee", "Lens": [1.5, None]}, "gps": {"GPSLatitudeRef": "S"}}
    payload = register(
        gateway,
        acme,
        url="uploads/talk.bin",
        name="Talk",
        altText="A talk",
        accessType="PRIVATE",
        type="VIDEO",
        size="1099511627776",
        mimeType="Video/MP4",
        width=1920,
        height=1080,
        isFull=False,
        eventUuid=event.id,
        **said,
    )
    file = payload["file"]
    assert (file["url"], file["type"], file["accessType"], file["altText"]) == (
        "uploads/talk.bin",
        "VIDEO",
        "PRIVATE",
        "A talk",
    )
    assert file["attributes"] == {
        "name": "Talk",
        "extension": "bin",
        "size": "1099511627776",
        "mimeType": "video/mp4",
        "metadata": {**said, "width": 1920, "height": 1080, "isFull": False},
    }
    assert stored(gateway, EventFileRow) == [{"event_id": event.id, "file_id": UUID(file["uuid"])}]


OPTIONAL = ("name", "altText", "accessType", "type", "size", "mimeType", "width", "height", "isFull", "exif", "gps")


def test_null_is_what_absence_is(gateway: Gateway) -> None:
    acme = gateway.organisation()
    left_out = register(gateway, acme, url=URL)["file"]
    null = register(gateway, acme, url=URL, **dict.fromkeys((*OPTIONAL, "eventUuid")))["file"]
    assert {**null, "uuid": left_out["uuid"]} == left_out


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"url": "javascript:alert(1)"}, [("INVALID", "input.url")]),
        ({"url": "data:text/html,x"}, [("INVALID", "input.url")]),
        ({"url": "../../etc/passwd"}, [("INVALID", "input.url")]),
        ({"url": URL, "name": "a" * 256}, [("TOO_LONG", "input.name")]),
        ({"url": URL, "name": ""}, [("TOO_SHORT", "input.name")]),
        ({"url": URL, "altText": "a" * 256}, [("TOO_LONG", "input.altText")]),
        ({"url": URL, "mimeType": "a picture"}, [("INVALID", "input.mimeType")]),
        ({"url": URL, "mimeType": "a/" + "b" * 126}, [("TOO_LONG", "input.mimeType")]),
        ({"url": URL, "size": "-1"}, [("OUT_OF_RANGE", "input.size")]),
        ({"url": URL, "size": str(2**40 + 1)}, [("OUT_OF_RANGE", "input.size")]),
        (
            {"url": URL, "width": 0, "height": 100_001},
            [("OUT_OF_RANGE", "input.width"), ("OUT_OF_RANGE", "input.height")],
        ),
        ({"url": URL, "exif": [1]}, [("INVALID", "input.exif")]),
        ({"url": URL, "gps": {"a": "b" * 16_384}}, [("TOO_LONG", "input.gps")]),
        ({"url": URL, "eventUuid": str(uuid4())}, [("NOT_FOUND", "input.eventUuid")]),
    ],
)
def test_a_refusal_stores_nothing(gateway: Gateway, given: Any, expected: list[tuple[str, str]]) -> None:
    acme = gateway.organisation()
    gateway.token(acme)
    before = everything(gateway)
    assert codes(register(gateway, acme, **given)) == expected
    # Each request asks for a token of its own.
    assert everything(gateway) | {"token": []} == before | {"token": []}


def test_another_organisation_and_its_events_are_not_found(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    theirs = make_event(gateway, other)
    cancelled = make_event(gateway, acme, lifecycle="CANCELLED")
    token = gateway.token(acme)
    payload = gateway.gql(REGISTER, token, org=other.uuid, input={"url": URL})["registerFile"]
    assert codes(payload) == [("NOT_FOUND", "organisationUuid")]
    assert codes(register(gateway, acme, url=URL, eventUuid=theirs.id)) == [("NOT_FOUND", "input.eventUuid")]
    assert codes(register(gateway, acme, url=URL, eventUuid=cancelled.id)) == [("CANCELLED", "input.eventUuid")]
    assert stored(gateway, FileRow) == []


def test_callers_without_a_read_scope_see_their_own_write(gateway: Gateway) -> None:
    acme = gateway.organisation()
    given = {"url": URL, "accessType": "PRIVATE", "gps": {"a": 1}}
    payload = gateway.gql(REGISTER, gateway.token(acme, Scope.FILE_WRITE), org=acme.uuid, input=given)["registerFile"]
    assert payload["file"]["attributes"]["metadata"]["gps"] == {"a": 1}
    assert gateway.gql("query ($uuid: UUID!) { file(uuid: $uuid) { uuid } }", uuid=payload["file"]["uuid"]) == {
        "file": None
    }


def test_what_is_said_of_a_file_changes_and_its_address_stays(gateway: Gateway) -> None:
    acme = gateway.organisation()
    row = make_file(gateway, acme, name="Old", alt_text="Old", version=4)
    payload = update(gateway, acme, row.id, name="New", altText="New", accessType="PRIVATE")
    assert payload["message"] == "File has been updated successfully"
    file = payload["file"]
    assert (file["attributes"]["name"], file["altText"], file["accessType"], file["version"], file["url"]) == (
        "New",
        "New",
        "PRIVATE",
        5,
        "https://cdn.example/harbour.jpg",
    )
    cleared = update(gateway, acme, row.id, name=None, altText=None, accessType=None)["file"]
    assert (cleared["attributes"]["name"], cleared["altText"], cleared["accessType"]) == (None, None, "PUBLIC")
    unchanged = update(gateway, acme, row.id)["file"]
    assert cleared == unchanged
    assert [change["kind"] for change in stored(gateway, ChangeRow, direct=True)] == ["UPDATED"] * 2


def test_refused_updates_change_nothing(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    row = make_file(gateway, acme, name="Old")
    before = stored(gateway, FileRow)
    long = update(gateway, acme, row.id, name="a" * 256, altText="")
    assert codes(long) == [("TOO_LONG", "input.name"), ("TOO_SHORT", "input.altText")]
    assert codes(update(gateway, other, row.id, name="Mine")) == [("NOT_FOUND", "uuid")]
    assert stored(gateway, FileRow) == before
