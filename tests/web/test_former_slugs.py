"""Pages and calendars at addresses with a former slug: moved to those of today."""

import pytest

from tests.builders import make_event
from tests.events.editing import update
from tests.gateway import START, Gateway, Organisation

RENAME = """mutation ($uuid: UUID!) {
  updateOrganisation(uuid: $uuid, input: {slug: "harbour"}) { userErrors { message } } }"""


def renamed(gateway: Gateway, **columns: object) -> Organisation:
    """An organisation and its event, which have both been renamed."""
    acme = gateway.organisation()
    shown = {"lifecycle": "PUBLISHED", "published_at": START} | columns
    event = make_event(gateway, acme, slug="gala", **shown)
    update(gateway, acme, event.id, slug="ball")
    gateway.gql(RENAME, gateway.token(acme), uuid=acme.uuid)
    return acme


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/events/acme/gala", "../harbour/ball"),
        ("/events/acme/ball", "../harbour/ball"),
        ("/events/harbour/gala", "../harbour/ball"),
        ("/events/harbour/gala?from=poster&x=%20", "../harbour/ball?from=poster&x=%20"),
        ("/events/acme/gala.ics", "../harbour/ball.ics"),
        ("/events/harbour/gala.ics?x=1", "../harbour/ball.ics?x=1"),
        ("/organisations/acme.ics", "harbour.ics"),
    ],
)
def test_a_former_address_leads_to_that_of_today(gateway: Gateway, method: str, path: str, target: str) -> None:
    renamed(gateway)
    response = gateway.request(method, path)
    assert (response.status_code, response.headers["location"], response.content) == (301, target, b"")
    # A browser that kept it would go round in circles once the slug is taken back.
    assert response.headers["cache-control"] == "no-cache"
    followed = gateway.request(method, path, follow_redirects=True)
    assert (followed.status_code, len(followed.history)) == (200, 1)


@pytest.mark.parametrize("path", ["/events/harbour/ball", "/events/harbour/ball.ics", "/organisations/harbour.ics"])
def test_the_address_of_today_answers_itself(gateway: Gateway, path: str) -> None:
    renamed(gateway)
    assert gateway.request("GET", path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/events/acme/none",
        "/events/none/gala",
        "/events/acme/none.ics",
        "/organisations/none.ics",
        "/events/acme/gala.png",
    ],
)
def test_an_address_that_nothing_had_is_not_found(gateway: Gateway, path: str) -> None:
    renamed(gateway)
    assert gateway.request("GET", path).status_code == 404


@pytest.mark.parametrize("path", ["/events/acme/gala", "/events/acme/gala.ics", "/events/harbour/ball.ics"])
def test_a_hidden_event_is_not_found_at_a_former_address(gateway: Gateway, path: str) -> None:
    acme = renamed(gateway, lifecycle="UNRELEASED", published_at=None)
    headers = {"authorization": f"Bearer {gateway.token(acme)}"}
    assert [gateway.request("GET", path, headers=each).status_code for each in ({}, headers)] == [404, 404]


def test_an_address_that_is_taken_back_answers_itself(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, slug="gala", lifecycle="PUBLISHED", published_at=START)
    update(gateway, acme, event.id, slug="ball")
    update(gateway, acme, event.id, slug="gala")
    assert gateway.request("GET", "/events/acme/gala").status_code == 200
    moved = gateway.request("GET", "/events/acme/ball")
    assert (moved.status_code, moved.headers["location"]) == (301, "../acme/gala")
