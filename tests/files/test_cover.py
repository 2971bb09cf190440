"""The cover of an event, the address of its page, that page, and the code that leads there."""

import base64
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from PIL import Image
from sqlmodel import select

from app.auth.rules import Scope
from app.core.qr import qr_png
from app.files.tables import EventFileRow
from app.tickets.tables import TicketRow
from tests.builders import event_of, make_event, make_price, make_ready_event, stored
from tests.files.filing import get, make_file, png, upload
from tests.gateway import START, Gateway, Organisation

UPDATE = (
    "mutation ($uuid: UUID!, $input: UpdateEventInput!) { updateEvent(uuid: $uuid, input: $input)"
    " { userErrors { code path } event { coverImageFile { uuid } } } }"
)
CODE = "query ($uuid: UUID!) { event(uuid: $uuid) { slug storeUrl eventCode { type value image dataUrl } } }"
PUBLISHED: dict[str, Any] = {"lifecycle": "PUBLISHED", "published_at": START}


def update(gateway: Gateway, acme: Organisation, uuid: UUID, cover: Any) -> Any:
    return gateway.gql(UPDATE, gateway.token(acme), uuid=uuid, input={"coverImageFileUuid": cover})["updateEvent"]


def test_an_event_gets_its_cover_and_loses_it(gateway: Gateway) -> None:
    acme = gateway.organisation()
    file = make_file(gateway, acme)
    create = (
        "mutation ($org: UUID!, $input: CreateEventInput!) { createEvent(organisationUuid: $org, input: $input)"
        " { userErrors { code } event { uuid coverImageFile { uuid url } } } }"
    )
    given = {"name": "Gala", "coverImageFileUuid": file.id}
    event = gateway.gql(create, gateway.token(acme), org=acme.uuid, input=given)["createEvent"]["event"]
    assert event["coverImageFile"] == {"uuid": str(file.id), "url": "https://cdn.example/harbour.jpg"}
    uuid = UUID(event["uuid"])
    kept = gateway.gql(UPDATE, gateway.token(acme), uuid=uuid, input={"name": "Ball"})["updateEvent"]
    assert kept["event"] == {"coverImageFile": {"uuid": str(file.id)}}
    assert update(gateway, acme, uuid, None) == {"userErrors": [], "event": {"coverImageFile": None}}


def test_only_a_picture_of_the_same_organisation(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    event = make_event(gateway, acme)
    at = ["input", "coverImageFileUuid"]
    for file in (make_file(gateway, other).id, uuid4()):
        assert update(gateway, acme, event.id, file)["userErrors"] == [{"code": "NOT_FOUND", "path": at}]
    film = make_file(gateway, acme, type="VIDEO").id
    assert update(gateway, acme, event.id, film)["userErrors"] == [{"code": "INVALID", "path": at}]
    assert (event_of(gateway, event.id).cover_image_file_id, event_of(gateway, event.id).version) == (None, 1)


def test_a_cover_is_hidden_with_its_event(gateway: Gateway) -> None:
    acme = gateway.organisation()
    url = upload(gateway, gateway.token(acme), "a.png", png()).json()
    seen = "query ($uuid: UUID!) { file(uuid: $uuid) { uuid } }"
    assert gateway.gql(seen, uuid=url["uuid"])["file"] is None
    draft = make_ready_event(gateway, acme, cover_image_file_id=UUID(url["uuid"]))
    assert gateway.gql(seen, uuid=url["uuid"])["file"] is None
    assert get(gateway, url["url"]).status_code == 404
    assert get(gateway, url["url"], gateway.token(acme, Scope.EVENT_READ)).status_code == 200
    publish = "mutation ($uuid: UUID!) { publishEvent(uuid: $uuid) { userErrors { code } } }"
    gateway.gql(publish, gateway.token(acme), uuid=draft.id)
    assert get(gateway, url["url"]).status_code == 200


def test_a_duplicate_has_the_same_cover_and_the_same_files(gateway: Gateway) -> None:
    acme = gateway.organisation()
    file = make_file(gateway, acme)
    event = make_event(gateway, acme, cover_image_file_id=file.id)
    gateway.write(lambda db: db.add(EventFileRow(event_id=event.id, file_id=file.id)))
    duplicate = "mutation ($uuid: UUID!) { duplicateEvent(uuid: $uuid) { event { uuid } } }"
    answer = gateway.gql(duplicate, gateway.token(acme), uuid=event.id)
    copy = UUID(answer["duplicateEvent"]["event"]["uuid"])
    assert event_of(gateway, copy).cover_image_file_id == file.id
    assert stored(gateway, EventFileRow, event_id=copy) == [{"event_id": copy, "file_id": file.id}]


def test_the_code_says_where_the_page_is(gateway: Gateway) -> None:
    event = make_event(gateway, gateway.organisation(), **PUBLISHED)
    with gateway.statements() as run:
        answer = gateway.gql(CODE, uuid=event.id)["event"]
    assert len(run) == 1
    page = "http://marquee.test/events/acme/harbour-night"
    data = answer["eventCode"].pop("dataUrl")
    assert answer == {
        "slug": "harbour-night",
        "storeUrl": page,
        "eventCode": {
            "type": "QR",
            "value": page,
            "image": f"http://marquee.test/events/{event.id}/code.png",
        },
    }
    picture = base64.b64decode(data.removeprefix("data:image/png;base64,"))
    assert picture == qr_png(page)
    assert Image.open(BytesIO(picture)).size == (328, 328)
    served = get(gateway, answer["eventCode"]["image"])
    assert (served.content, served.headers["content-type"]) == (picture, "image/png")


def test_many_codes_are_finished_each_for_itself(gateway: Gateway) -> None:
    acme = gateway.organisation()
    for name in ("Ball", 'Gala "a\\b"', "Play"):
        make_event(gateway, acme, name=name, **PUBLISHED)
    document = "{ events { nodes { name storeUrl eventCode { a: dataUrl b: dataUrl } } } }"
    with gateway.statements() as run:
        nodes = gateway.gql(document)["events"]["nodes"]
    assert len(run) == 1
    assert len({node["storeUrl"] for node in nodes}) == 3
    for node in nodes:
        picture = f"data:image/png;base64,{base64.b64encode(qr_png(node['storeUrl'])).decode()}"
        assert node["eventCode"] == {"a": picture, "b": picture}


def test_the_page_is_where_the_settings_say(gateway: Gateway) -> None:
    event = make_event(gateway, gateway.organisation(), **PUBLISHED)
    gateway.restart(store_url="https://shop.example/{event}?by={organisation}", public_url="https://api.example")
    answer = gateway.gql(CODE, uuid=event.id)["event"]
    assert answer["storeUrl"] == "https://shop.example/harbour-night?by=acme"
    assert answer["eventCode"]["image"] == f"https://api.example/events/{event.id}/code.png"


def test_the_code_of_a_draft_is_its_organisations(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    path = f"/events/{event.id}/code.png"
    assert get(gateway, path).status_code == 404
    assert get(gateway, path, gateway.token(acme)).status_code == 200
    assert get(gateway, path, gateway.token(gateway.organisation("other"))).status_code == 404
    assert get(gateway, "/events/nothing/code.png").status_code == 404
    assert get(gateway, path, gateway.token(acme), "POST").status_code == 405


def test_a_public_event_has_a_page(gateway: Gateway) -> None:
    acme = gateway.organisation()
    cover = make_file(gateway, acme, alt_text='A "harbour"').id
    event = make_ready_event(
        gateway,
        acme,
        name="<Gala>",
        slug="gala",
        description="One & two",
        cover_image_file_id=cover,
        **PUBLISHED,
    )
    [ticket] = gateway.gql("query ($u: UUID!) { event(uuid: $u) { tickets { name } } }", u=event.id)["event"]["tickets"]
    response = get(gateway, "/events/acme/gala")
    page = response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "script-src" not in response.headers["content-security-policy"]
    assert response.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert "<h1>&lt;Gala&gt;</h1>" in page
    assert "One &amp; two" in page
    assert '<img src="https://cdn.example/harbour.jpg" alt="A &quot;harbour&quot;">' in page
    assert "<p>Acme</p>" in page
    assert '<link rel="alternate" type="text/calendar" href="gala.ics">' in page
    assert '<a href="gala.ics">Calendar</a>' in page
    assert ticket["name"] in page
    assert "<Gala>" not in page


def test_nothing_else_has_a_page(gateway: Gateway) -> None:
    acme = gateway.organisation()
    make_event(gateway, acme)
    token = gateway.token(acme)
    for path in ("/events/acme/harbour-night", "/events/acme/nothing", "/events/nobody/x", "/events/a%00/b"):
        assert get(gateway, path).status_code == 404
        assert get(gateway, path, token).status_code == 404


def test_prices_and_a_cancellation_stand_on_the_page(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, slug="gala", **PUBLISHED | {"lifecycle": "CANCELLED"})
    [ticket] = gateway.read(lambda db: db.exec(select(TicketRow).where(TicketRow.event_id == event.id)).all())
    make_price(gateway, ticket, name="Early", amount_minor=2_550)
    page = get(gateway, "/events/acme/gala").text
    assert "This event is cancelled." in page
    assert "Early AUD 25.50" in page
