"""What a webhook's document may read: what the token that registered it could read, and its application still can."""

from typing import Any

import pytest

from app.auth.operations.tokens import issue_token
from app.auth.rules import Scope
from app.auth.tables import ApplicationRow
from app.webhooks.tables import WebhookRow
from tests.builders import make_ready_event, stored
from tests.gateway import Gateway, Organisation
from tests.webhooks.builders import Receiver, deliver, make_webhook, receiver

DOCUMENT = "query ($id: ID!) { node(id: $id) { ... on Event { name } } }"
CREATE = """
mutation ($organisation: UUID!, $input: CreateWebhookInput!) {
  createWebhook(organisationUuid: $organisation, input: $input) { webhook { uuid } userErrors { code } }
}"""
UPDATE = """
mutation ($uuid: UUID!, $input: UpdateWebhookInput!) {
  updateWebhook(uuid: $uuid, input: $input) { userErrors { code } }
}"""
RENAME = "mutation ($uuid: UUID!, $name: String!) { updateEvent(uuid: $uuid, input: {name: $name}) { message } }"
SEEN, HIDDEN = {"node": {"name": "New"}}, {"node": None}


class Scene:
    """A draft, which only those with `event.read` see, and an address that is sent its changes."""

    def __init__(self, gateway: Gateway, address: Receiver) -> None:
        self.gateway, self.address = gateway, address
        self.acme: Organisation = gateway.organisation()
        self.draft = make_ready_event(gateway, self.acme, name="Old")

    def token(self, *more: Scope) -> str:
        """Of one application with all scopes."""
        return self.gateway.token(self.acme, Scope.WEBHOOK_WRITE, *more)

    def create(self, token: str) -> str:
        given = {"url": self.address.url, "topics": ["event.*"], "document": DOCUMENT}
        payload = self.gateway.gql(CREATE, token, organisation=self.acme.uuid, input=given)["createWebhook"]
        assert payload["userErrors"] == []
        return str(payload["webhook"]["uuid"])

    def update(self, token: str, uuid: object, **given: Any) -> None:
        payload = self.gateway.gql(UPDATE, token, uuid=uuid, input=given)
        assert payload == {"updateWebhook": {"userErrors": []}}

    def sent(self, name: str = "New") -> object:
        """The data that comes with a change of the draft."""
        self.gateway.gql(RENAME, self.gateway.token(self.acme), uuid=self.draft.id, name=name)
        assert deliver(self.gateway) == 1
        return self.address.received[-1].json["data"]

    def change_application(self, **columns: Any) -> None:
        """The one that `token` is of."""
        self.token()
        [row] = stored(self.gateway, ApplicationRow)

        def work(db: Any) -> None:
            for name, value in columns.items():
                setattr(db.get_one(ApplicationRow, row["id"]), name, value)

        self.gateway.in_database(work)


@pytest.fixture
def scene(gateway: Gateway) -> Any:
    with receiver(gateway) as address:
        yield Scene(gateway, address)


@pytest.mark.parametrize(("more", "expected"), [((), HIDDEN), ((Scope.EVENT_READ,), SEEN)])
def test_a_document_sees_no_more_than_the_token_that_registered_it(
    scene: Scene, more: tuple[Scope, ...], expected: object
) -> None:
    scene.create(scene.token(*more))
    assert scene.sent() == expected
    [row] = stored(scene.gateway, WebhookRow)
    assert row["scopes"] == sorted([Scope.WEBHOOK_WRITE, *more])


def test_what_the_application_loses_its_webhook_loses(scene: Scene) -> None:
    scene.create(scene.token(Scope.EVENT_READ))
    scene.change_application(scopes=[Scope.WEBHOOK_WRITE])
    assert scene.sent() == HIDDEN


def test_what_the_application_gets_later_its_webhook_does_not_get(scene: Scene) -> None:
    scene.change_application(scopes=[Scope.WEBHOOK_WRITE])
    token = scene.token()
    scene.create(token)
    scene.change_application(scopes=sorted(Scope))
    assert scene.sent() == HIDDEN


def test_a_webhook_from_before_scopes_were_stored_has_those_of_its_application(scene: Scene) -> None:
    scene.token()
    owner = stored(scene.gateway, ApplicationRow)[0]["id"]
    make_webhook(
        scene.gateway, scene.acme, url=scene.address.url, topics=["event.*"], document=DOCUMENT, application_id=owner
    )
    assert scene.sent() == SEEN


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"document": DOCUMENT.replace("name", "name ")}, HIDDEN),
        ({"url": "/other"}, HIDDEN),
        ({"topics": ["event.updated"]}, SEEN),
        ({"enabled": False}, SEEN),
        ({"document": DOCUMENT, "topics": ["event.updated"]}, SEEN),
    ],
)
def test_a_narrower_token_that_changes_address_or_document_narrows_the_webhook(
    scene: Scene, given: dict[str, Any], expected: object
) -> None:
    uuid = scene.create(scene.token(Scope.EVENT_READ))
    url = {"url": scene.address.url + given["url"]} if "url" in given else {}
    scene.update(scene.token(), uuid, **{**given, **url})
    if "enabled" in given:
        scene.update(scene.token(), uuid, enabled=True)
    assert scene.sent() == expected


@pytest.mark.parametrize(("given", "expected"), [({"topics": ["event.updated"]}, HIDDEN), ({"document": "x"}, SEEN)])
def test_a_wider_token_widens_it_only_with_an_address_or_a_document(
    scene: Scene, given: dict[str, Any], expected: object
) -> None:
    uuid = scene.create(scene.token())
    document = {"document": DOCUMENT.replace("name", "name ")} if "document" in given else {}
    scene.update(scene.token(Scope.EVENT_READ), uuid, **{**given, **document})
    assert scene.sent() == expected


def test_any_change_takes_over_a_webhook_whose_application_was_revoked(scene: Scene) -> None:
    uuid = scene.create(scene.token(Scope.EVENT_READ))
    gateway, now = scene.gateway, scene.gateway.clock()
    scene.change_application(revoked_at=now)
    heir = gateway.application(scene.acme, (Scope.WEBHOOK_WRITE, Scope.EVENT_UPDATE))
    issued = gateway.in_database(lambda db: issue_token(db, str(heir.client_id), heir.secret, None, now))
    scene.update(issued.text, uuid, topics=["event.updated"])
    gateway.gql(RENAME, issued.text, uuid=scene.draft.id, name="New")
    assert deliver(gateway) == 1
    assert scene.address.received[-1].json["data"] == HIDDEN
    [row] = stored(gateway, WebhookRow)
    assert (str(row["application_id"]), row["scopes"]) == (heir.client_id, ["event.update", "webhook.write"])
