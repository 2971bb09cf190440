"""A file is private until something public uses it, and again after: its row, its bytes and what is known of them."""

from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from app.auth.rules import Scope
from app.communities.tables import CommunityRow, PostRow
from app.events.tables import EventRow
from app.files.tables import EventFileRow, FileRow
from app.organisations.tables import OrganisationRow
from app.sessions.tables import SessionRow
from app.users.tables import UserRow
from tests.builders import make_event, make_session
from tests.files.filing import get, png, upload
from tests.gateway import START, Gateway
from tests.user_builders import make_community, make_member, make_post, make_user

FILE = "query($u: UUID!, $id: ID!) { file(uuid: $u) { uuid } node(id: $id) { id } }"
PUBLISHED: dict[str, Any] = {"lifecycle": "PUBLISHED", "published_at": START}


class Scene:
    """An upload, and whether it is there for the public: the same of its row and its bytes."""

    def __init__(self, gateway: Gateway, **fields: Any) -> None:
        self.gateway, self.acme = gateway, gateway.organisation()
        body = upload(gateway, gateway.token(self.acme), "a.png", png(), **fields).json()
        self.uuid, self.url = UUID(body["uuid"]), str(body["url"])
        self.others = (None, gateway.token(gateway.organisation("other")))

    def shown(self) -> bool:
        reader = self.gateway.token(self.acme, Scope.EVENT_READ)
        mine = get(self.gateway, self.url, reader)
        assert (mine.status_code, mine.headers["cache-control"]) == (200, "private, no-cache")
        tag = mine.headers["etag"]
        found: set[bool] = set()
        for token in (*self.others, self.gateway.token(self.acme, Scope.FILE_WRITE)):
            given = {"u": self.uuid, "id": f"File_{self.uuid}"}
            row = self.gateway.gql(FILE, token, **given)
            seen = {"file": {"uuid": str(self.uuid)}, "node": {"id": f"File_{self.uuid}"}}
            assert row in (seen, {"file": None, "node": None})
            found.add(bool(row == seen))
            requested = [{}, {"if-none-match": tag}, {"if-none-match": "*"}, {"range": "bytes=0-1"}]
            codes = [get(self.gateway, self.url, token, **headers).status_code for headers in requested]
            codes.append(get(self.gateway, self.url, token, "HEAD").status_code)
            assert codes == ([200, 304, 304, 206, 200] if row == seen else [404] * 5)
        [there] = found
        return there

    def set(self, table: type[SQLModel], key: Any, **columns: Any) -> None:
        def change(db: DbSession) -> None:
            row = db.get_one(table, key)
            for name, value in columns.items():
                setattr(row, name, value)

        self.gateway.in_database(change)


def test_what_nothing_uses_is_the_organisations(gateway: Gateway) -> None:
    assert not Scene(gateway).shown()


def test_a_cover_is_there_with_its_event(gateway: Gateway) -> None:
    scene = Scene(gateway)
    event = make_event(gateway, scene.acme, cover_image_file_id=scene.uuid).id
    seen = [scene.shown()]
    for columns in (PUBLISHED, {"is_invite_only": True}, {"is_invite_only": False}, {"lifecycle": "UNPUBLISHED"}):
        scene.set(EventRow, event, **columns)
        seen.append(scene.shown())
    scene.set(EventRow, event, lifecycle="PUBLISHED", cover_image_file_id=None)
    assert [*seen, scene.shown()] == [False, True, False, True, False, False]


@pytest.mark.parametrize("hiding", [{"kind": "PRIVATE"}, {"status": "INACTIVE"}, {"proposal_status": "SUBMITTED"}])
def test_a_hidden_sessions_image_is_hidden(gateway: Gateway, hiding: dict[str, Any]) -> None:
    scene = Scene(gateway)
    own = make_event(gateway, scene.acme, slug="own", **PUBLISHED)
    session = make_session(gateway, own, image_file_id=scene.uuid, **hiding)
    seen = [scene.shown()]
    # That it was given for the public event opens it no more once something uses it.
    gateway.in_database(lambda db: db.add(EventFileRow(event_id=own.id, file_id=scene.uuid)))
    seen.append(scene.shown())
    scene.set(SessionRow, session.id, status="ACTIVE", kind="GENERAL", proposal_status="LIVE")
    seen.append(scene.shown())
    scene.set(EventRow, own.id, lifecycle="UNPUBLISHED")
    assert [*seen, scene.shown()] == [False, False, True, False]


def test_a_private_communitys_picture_is_hidden(gateway: Gateway) -> None:
    scene = Scene(gateway)
    community = make_community(gateway, scene.acme, avatar_file_id=scene.uuid)
    seen = [scene.shown()]
    for columns in ({"is_public": False}, {"is_public": True}, {"is_deleted": True}):
        scene.set(CommunityRow, community.id, **columns)
        seen.append(scene.shown())
    assert seen == [True, False, True, False]


def test_a_users_picture_is_there_while_the_user_is(gateway: Gateway) -> None:
    scene = Scene(gateway)
    user = make_user(gateway, scene.acme, avatar_file_id=scene.uuid)
    community = make_community(gateway, scene.acme)
    make_member(gateway, community, user)
    seen = [scene.shown()]
    post = make_post(gateway, community, user)
    seen.append(scene.shown())
    gateway.in_database(lambda db: db.delete(db.get_one(PostRow, post.id)))
    seen.append(scene.shown())
    scene.set(CommunityRow, community.id, user_id=user.id)
    seen.append(scene.shown())
    scene.set(UserRow, user.id, avatar_file_id=None)
    assert [*seen, scene.shown()] == [False, True, False, True, False]


def test_an_organisations_picture_is_public_by_its_address(gateway: Gateway) -> None:
    scene = Scene(gateway)
    seen = []
    for image in (scene.url, f"{scene.url}x", None):
        scene.set(OrganisationRow, UUID(scene.acme.uuid), image=image)
        seen.append(scene.shown())
    assert seen == [True, False, False]
    # Nobody else opens it by naming it.
    other = gateway.organisation("stranger")
    scene.set(OrganisationRow, UUID(other.uuid), image=scene.url)
    assert not scene.shown()


def test_a_file_that_was_given_for_an_event_is_there_with_it(gateway: Gateway) -> None:
    scene = Scene(gateway)
    event = make_event(gateway, scene.acme)
    gateway.in_database(lambda db: db.add(EventFileRow(event_id=event.id, file_id=scene.uuid)))
    seen = [scene.shown()]
    scene.set(EventRow, event.id, **PUBLISHED)
    assert [*seen, scene.shown()] == [False, True]


def test_one_public_use_is_enough_and_no_use_opens_a_private_file(gateway: Gateway) -> None:
    scene = Scene(gateway)
    make_event(gateway, scene.acme, cover_image_file_id=scene.uuid)
    make_community(gateway, scene.acme, avatar_file_id=scene.uuid, is_public=False)
    seen = [scene.shown()]
    make_community(gateway, scene.acme, avatar_file_id=scene.uuid)
    seen.append(scene.shown())
    scene.set(FileRow, scene.uuid, access_type="PRIVATE")
    assert [*seen, scene.shown()] == [False, True, False]


def test_what_shows_a_file_and_the_file_itself_agree(gateway: Gateway) -> None:
    """The picture on its event is as public as by its uuid, in one statement."""
    scene = Scene(gateway)
    event = make_event(gateway, scene.acme, cover_image_file_id=scene.uuid, **PUBLISHED)
    requested = "query($u: UUID!) { event(uuid: $u) { coverImageFile { uuid } } }"
    for access, expected in (("PUBLIC", {"uuid": str(scene.uuid)}), ("PRIVATE", None)):
        scene.set(FileRow, scene.uuid, access_type=access)
        with gateway.statements() as run:
            assert gateway.gql(requested, u=event.id)["event"] == {"coverImageFile": expected}
        assert len(run) == 1
