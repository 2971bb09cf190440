"""Avatars of users and communities: pictures of the organisation, shown to callers who may see the file."""

from typing import Any
from uuid import UUID

import pytest

from app.db.bulk import insert_all
from app.db.timestamps import created
from app.files.tables import FileRow
from tests.builders import everything
from tests.gateway import Gateway, Organisation
from tests.user_builders import make_community, make_user
from tests.users.requests import NOBODY, token_of

KINDS = pytest.mark.parametrize("kind", ["User", "Community"])


def make_file(gateway: Gateway, organisation: Organisation, **columns: Any) -> UUID:
    zone = "Australia/Sydney"
    made: Any = {"organisation_id": UUID(organisation.uuid), "timezone": zone, **created(gateway.clock(), zone)}
    given = {"type": "IMAGE", "access_type": "PUBLIC", "address": "https://example.org/a.png"}
    row = FileRow(**given | made | columns)
    gateway.write(lambda db: insert_all(db, [row]))
    return row.id


def update(gateway: Gateway, kind: str, token: str, uuid: UUID, avatar: UUID | str | None) -> Any:
    name = kind.lower()
    document = f"""mutation($uuid: UUID!, $input: Update{kind}Input!) {{ update{kind}(uuid: $uuid, input: $input) {{
        userErrors {{ code path }} {name} {{ avatarFile {{ uuid url }} }} }} }}"""
    return gateway.gql(document, token, uuid=uuid, input={"avatarFileUuid": avatar})[f"update{kind}"]


def make(gateway: Gateway, kind: str, organisation: Organisation) -> UUID:
    """Something that everybody may see."""
    if kind == "Community":
        return make_community(gateway, organisation).id
    user = make_user(gateway, organisation)
    make_community(gateway, organisation, user_id=user.id)
    return user.id


@KINDS
def test_an_avatar_is_set_and_cleared(gateway: Gateway, kind: str) -> None:
    acme = gateway.organisation()
    token, thing, file = token_of(gateway, acme), make(gateway, kind, acme), make_file(gateway, acme)
    answered = {"avatarFile": {"uuid": str(file), "url": "https://example.org/a.png"}}
    answer = {"userErrors": [], kind.lower(): answered}
    assert update(gateway, kind, token, thing, file) == answer
    cleared = {"userErrors": [], kind.lower(): {"avatarFile": None}}
    assert update(gateway, kind, token, thing, None) == cleared


@KINDS
@pytest.mark.parametrize("access", ["PUBLIC", "PRIVATE"])
def test_others_see_it_where_they_may_see_the_file(gateway: Gateway, kind: str, access: str) -> None:
    acme = gateway.organisation()
    thing, file = make(gateway, kind, acme), make_file(gateway, acme, access_type=access)
    update(gateway, kind, token_of(gateway, acme), thing, file)
    name = kind.lower()
    document = f"query($uuid: UUID!) {{ {name}(uuid: $uuid) {{ avatarFile {{ uuid }} }} }}"
    seen = {"uuid": str(file)}
    assert gateway.gql(document, token_of(gateway, acme), uuid=thing)[name] == {"avatarFile": seen}
    assert gateway.gql(document, uuid=thing)[name] == {"avatarFile": seen if access == "PUBLIC" else None}


@KINDS
def test_only_a_picture_of_the_organisation_is_one(gateway: Gateway, kind: str) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    token, thing = token_of(gateway, acme), make(gateway, kind, acme)
    foreign, film = make_file(gateway, other), make_file(gateway, acme, type="VIDEO")
    before = everything(gateway)
    for file, code in ((NOBODY, "NOT_FOUND"), (foreign, "NOT_FOUND"), (film, "INVALID")):
        answer = update(gateway, kind, token, thing, file)
        assert answer["userErrors"] == [{"code": code, "path": ["input", "avatarFileUuid"]}]
    assert everything(gateway) == before


def test_a_deleted_user_has_none(gateway: Gateway) -> None:
    acme = gateway.organisation()
    user = make_user(gateway, acme, avatar_file_id=make_file(gateway, acme))
    document = "mutation($uuid: UUID!) { deleteUser(uuid: $uuid) { user { avatarFile { uuid } } } }"
    answer = gateway.gql(document, token_of(gateway, acme), uuid=user.id)["deleteUser"]
    assert answer == {"user": {"avatarFile": None}}
