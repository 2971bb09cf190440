"""What operations store of a person is searched for in the whole database and the folder, after they are erased."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import orjson
import pytest
from graphql import GraphQLInputObjectType, GraphQLInputType, build_schema, get_named_type
from sqlmodel import Session as DbSession
from sqlmodel import select

from app.cli.maintenance import maintain_once
from app.communities.tables import CommunityRow
from app.db.outbox import ChangeRow
from app.events.tables import EventRow
from app.files.store.folder import Folder
from app.files.tables import EventFileRow, FileRow, RemovedFileRow
from app.notices.tables import NoticeRow
from app.schema import schema
from app.users.tables import UserPictureRow, UserRow
from app.webhooks.operations.delivering import queue_changes
from app.webhooks.tables import WebhookDeliveryRow
from tests.builders import everything, make_row, stored
from tests.files.filing import get, jpeg, kept, make_file, upload
from tests.gateway import Gateway
from tests.interactions.acting import make_open, make_open_ticket
from tests.sight.schema_places import fields_of
from tests.user_builders import make_community, make_member, make_user

TEXT = "Zdenka Quillfeather, quill@person.example, +61 491 570 156"
ADDRESS = "https://example.org/Quillfeather/quill@person.example/491570156.jpg"
TRACES = ("quillfeather", "quill@person", "491 570 156", "491570156")
# Every text that the operations of a person take. Those of events and communities are the organisation's.
USER_TEXTS: dict[str, Any] = {
    "avatarCustomUrl": ADDRESS,
    "description": TEXT,
    "displayName": TEXT,
    "internalId": TEXT,
    "metadata": {TEXT: [TEXT]},
    "permissions": [TEXT],
    "profileHandle": "Quillfeather",
    "publicId": TEXT,
    "roles": [TEXT],
}
TEXTS: dict[str, dict[str, Any]] = {
    "createUser": USER_TEXTS,
    "updateUser": USER_TEXTS,
    "createPost": {"text": TEXT},
    "reviewEvent": {"text": TEXT},
    "shareEvent": {"channel": f"{TRACES[1]} {TRACES[2]}"},
}

CREATE = """mutation($org: UUID!, $input: CreateUserInput!, $key: String) {
  createUser(organisationUuid: $org, input: $input, idempotencyKey: $key) {
    userErrors { code path } user { uuid displayName } } }"""
UPDATE = """mutation($uuid: UUID!, $input: UpdateUserInput!) { updateUser(uuid: $uuid, input: $input) {
  userErrors { code path } user { displayName metadata } } }"""
DELETE = "mutation($uuid: UUID!) { deleteUser(uuid: $uuid) { userErrors { code path } user { uuid } } }"
POST = """mutation($club: UUID!, $user: UUID!, $input: CreatePostInput!) {
  createPost(communityUuid: $club, userUuid: $user, input: $input) { userErrors { code path } post { text } } }"""
REVIEW = """mutation($event: UUID!, $user: UUID!, $input: ReviewEventInput!) {
  reviewEvent(eventUuid: $event, userUuid: $user, input: $input) { userErrors { code path } review { text } } }"""
SHARE = """mutation($event: UUID!, $user: UUID!, $input: ShareEventInput!) {
  shareEvent(eventUuid: $event, userUuid: $user, input: $input) { userErrors { code path } share { channel } } }"""
REGISTER = """mutation($event: UUID!, $user: UUID!, $input: RegisterAttendeeInput!) {
  registerAttendee(eventUuid: $event, userUuid: $user, input: $input) { userErrors { code path }
    attendee { uuid user { displayName } } } }"""
RSVP = """mutation($event: UUID!, $user: UUID!) {
  rsvpEvent(eventUuid: $event, userUuid: $user, input: {status: GOING}) { userErrors { code path }
    rsvp { user { displayName } } } }"""
ROTATE = "mutation($uuid: UUID!) { rotateUserCalendar(uuid: $uuid) { userErrors { code path } address } }"
WEBHOOK = """mutation($org: UUID!) { createWebhook(organisationUuid: $org, input: {url: "http://127.0.0.1:9/",
  topics: ["*"]}) { userErrors { code path } webhook { uuid } } }"""
ERASE = "mutation($uuid: UUID!) { eraseUser(uuid: $uuid) { userErrors { code path } user { displayName } } }"


def test_every_text_that_an_operation_takes_for_a_person_is_tried() -> None:
    found: dict[str, set[str]] = {}
    for name, field in fields_of(build_schema(schema.as_str()).mutation_type).items():
        if name in ("createUser", "updateUser") or any("ser_uuid" in each or "serUuid" in each for each in field.args):
            texts = {text for each in field.args.values() for text in _texts(each.type)}
            found |= {name: texts} if texts else {}
    assert found == {name: set(texts) for name, texts in TEXTS.items()}


def _texts(kind: GraphQLInputType) -> Iterator[str]:
    named = get_named_type(kind)
    if isinstance(named, GraphQLInputObjectType):
        for name, field in named.fields.items():
            if get_named_type(field.type).name in ("String", "JSON", "URL"):
                yield name
            else:
                assert not isinstance(get_named_type(field.type), GraphQLInputObjectType), "look into it, too"


class Person:
    """A user who has done everything by the API, each time with a key under which the answer is kept."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.acme = gateway.organisation()
        self.token = gateway.token(self.acme)
        self._keys = 0
        self._ask(WEBHOOK, org=self.acme.uuid)
        created = self._ask(CREATE, org=self.acme.uuid, input=USER_TEXTS, key="created")
        self.uuid = UUID(created["user"]["uuid"])
        self.pictures = [self._picture(f"Quillfeather {number}.jpg") for number in range(2)]
        for picture in self.pictures:
            self.update(**USER_TEXTS, avatarFileUuid=picture["uuid"])
        self._act()

    def _act(self) -> None:
        gateway, user = self.gateway, self.gateway.in_database(lambda db: db.get_one(UserRow, self.uuid))
        event, date = make_open(gateway, self.acme, enable_rsvp=True)
        ticket = make_open_ticket(gateway, event)
        self.event: UUID = event.id
        club = make_community(gateway, self.acme)
        make_member(gateway, club, user)
        by: Any = {"event": event.id, "user": self.uuid}
        self._ask(POST, club=club.id, user=self.uuid, input=TEXTS["createPost"])
        self._ask(REVIEW, **by, input={"rating": 4, **TEXTS["reviewEvent"]})
        self._ask(SHARE, **by, input=TEXTS["shareEvent"])
        self._ask(RSVP, **by)
        self._ask(REGISTER, **by, input={"ticketUuid": str(ticket.id), "occurrenceUuid": str(date.id)})
        self._ask(ROTATE, uuid=self.uuid)
        make_row(gateway, NoticeRow, event, kind="CANCELLED", user_id=self.uuid)
        gateway.write(lambda db: queue_changes(db, UUID(int=0), gateway.clock()))
        assert stored(gateway, WebhookDeliveryRow, entity_id=self.uuid)

    def _ask(self, document: str, **variables: Any) -> Any:
        self._keys += 1
        key = variables.get("key", f"key-{self._keys}")
        body = {"query": document, "variables": orjson.loads(orjson.dumps(variables, default=str))}
        headers = {"authorization": f"Bearer {self.token}", "Idempotency-Key": key}
        answer = self.gateway.post(json=body, headers=headers).json()
        assert "errors" not in answer, answer
        (payload,) = answer["data"].values()
        assert payload["userErrors"] == []
        return payload

    def _picture(self, name: str) -> dict[str, Any]:
        response = upload(self.gateway, self.token, name, jpeg(located=True), altText=TEXT, purpose="image")
        assert response.status_code == 201, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def update(self, **fields: Any) -> None:
        self._ask(UPDATE, uuid=self.uuid, input=fields)

    def erase(self) -> None:
        assert self.gateway.gql(ERASE, self.token, uuid=self.uuid)["eraseUser"]["userErrors"] == []


def traced(gateway: Gateway) -> set[str]:
    """The tables in which any value holds a trace of the person."""
    return {
        name
        for name, rows in everything(gateway).items()
        if any(trace in str(list(row.values())).lower() for row in rows for trace in TRACES)
    }


def wait_until(gateway: Gateway, condition: Callable[[], bool]) -> None:
    """Bytes are removed after the answer."""
    for _ in range(1000):
        if condition():
            return
        gateway.run(asyncio.sleep(0.01))
    raise AssertionError("It has not come true within ten seconds.")


def wait_for_files(gateway: Gateway, number: int) -> None:
    """Until the folder holds so many files, and no bytes are to be removed."""
    wait_until(gateway, lambda: len(kept(gateway)) == number and not gateway.read(noted))


def noted(db: DbSession) -> list[str]:
    """The keys of bytes that are to be removed."""
    return list(db.exec(select(RemovedFileRow.storage_key)))


def test_nothing_of_an_erased_person_is_left(gateway: Gateway) -> None:
    person = Person(gateway)
    assert traced(gateway) == {"user_account", "file", "post", "review", "share", "idempotency_key"}
    assert len(kept(gateway)) == 2
    person.erase()
    assert traced(gateway) == set()
    for table in (FileRow, UserPictureRow, EventFileRow):
        assert stored(gateway, table) == [], table
    wait_for_files(gateway, 0)
    for picture in person.pictures:
        assert get(gateway, picture["url"], person.token).status_code == 404


def test_nothing_is_left_of_who_was_deleted_before_either(gateway: Gateway) -> None:
    person = Person(gateway)
    assert gateway.gql(DELETE, person.token, uuid=person.uuid)["deleteUser"]["userErrors"] == []
    assert len(kept(gateway)) == 2
    assert len(stored(gateway, FileRow)) == 2
    person.erase()
    assert traced(gateway) == set()
    wait_for_files(gateway, 0)


def test_the_removal_of_pictures_is_announced(gateway: Gateway) -> None:
    person = Person(gateway)
    person.erase()
    changes = [(row["kind"], row["entity_id"]) for row in stored(gateway, ChangeRow, entity="File")]
    assert sorted(changes[-2:]) == sorted(("DELETED", UUID(picture["uuid"])) for picture in person.pictures)


@pytest.mark.parametrize("use", ["cover", "avatar of another", "avatar of a community", "address"])
def test_a_picture_that_something_else_uses_stays(gateway: Gateway, use: str) -> None:
    person = Person(gateway)
    picture = person.pictures[1]
    file = UUID(picture["uuid"])

    def begin(db: DbSession) -> None:
        match use:
            case "cover":
                db.get_one(EventRow, person.event).cover_image_file_id = file
            case "avatar of another":
                db.exec(select(UserRow).where(UserRow.id != person.uuid)).one().avatar_file_id = file
            case "avatar of a community":
                db.exec(select(CommunityRow)).one().avatar_file_id = file
            case "address":
                db.get_one(EventRow, person.event).venue_image = picture["url"]

    if use == "avatar of another":
        make_user(gateway, person.acme)
    gateway.in_database(begin)
    person.erase()
    wait_for_files(gateway, 1)
    assert [row["id"] for row in stored(gateway, FileRow)] == [file]
    assert stored(gateway, UserPictureRow) == []
    assert get(gateway, picture["url"], person.token).status_code == 200


def test_files_of_others_and_registered_pictures(gateway: Gateway) -> None:
    person = Person(gateway)
    other = make_file(gateway, person.acme)
    registered = make_file(gateway, person.acme, name=TEXT, address=ADDRESS)
    person.update(avatarFileUuid=str(registered.id))
    person.erase()
    wait_for_files(gateway, 0)
    assert [row["id"] for row in stored(gateway, FileRow)] == [other.id]
    assert traced(gateway) == set()


def test_an_avatar_that_a_process_of_the_version_before_has_set_is_removed(gateway: Gateway) -> None:
    person = Person(gateway)

    def forget(db: DbSession) -> None:
        for row in db.exec(select(UserPictureRow)):
            db.delete(row)

    gateway.in_database(forget)
    person.erase()
    wait_for_files(gateway, 1)
    assert [str(row["id"]) for row in stored(gateway, FileRow)] == [person.pictures[0]["uuid"]]


def test_bytes_that_could_not_be_removed_go_with_the_next_maintenance(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    person = Person(gateway)

    def warnings() -> list[str]:
        return [record.getMessage() for record in caplog.records if record.name == "marquee.files"]

    def refuse(_storage: Folder, _key: str) -> None:
        raise PermissionError(13, "Permission denied", "/secret/folder")

    with monkeypatch.context() as patched:
        patched.setattr(Folder, "drop", refuse)
        person.erase()
        wait_until(gateway, lambda: len(warnings()) == 2)
    assert warnings() == ["the bytes of a deleted file cannot be removed now: Permission denied"] * 2
    assert (len(kept(gateway)), len(gateway.read(noted))) == (2, 2)
    done = gateway.run(maintain_once(gateway.database, print, gateway.settings))
    assert (done.files_removed, kept(gateway), gateway.read(noted)) == (2, [], [])


def test_an_export_describes_the_pictures(gateway: Gateway) -> None:
    person = Person(gateway)
    document = "mutation($uuid: UUID!) { exportUser(uuid: $uuid) { data } }"
    files = gateway.gql(document, person.token, uuid=person.uuid)["exportUser"]["data"]["file"]
    assert sorted(file["id"] for file in files) == sorted(picture["uuid"] for picture in person.pictures)
    assert [(file["alt_text"], file["exif"]["Artist"], "storage_key" in file) for file in files] == [
        (TEXT, "Ada L.", False)
    ] * 2
