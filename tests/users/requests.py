"""Documents and helpers of the tests of users."""

from typing import Any
from uuid import UUID

from app.auth.rules import Scope
from app.db.outbox import ChangeRow
from tests.builders import everything, stored
from tests.gateway import Gateway, Organisation

FIELDS = """
  uuid displayName profileHandle description path internalId publicId avatarCustomUrl roles permissions flagCount
  hashFlag { bits hashes hash } metadata isGlobalBan isBrand isDeleted version
  createdOn { utc local timezone } updatedOn { utc local timezone }
"""
PAYLOAD = f"message warnings {{ code }} userErrors {{ code message path }} user {{ {FIELDS} }}"
CREATE = f"""mutation($organisation: UUID!, $input: CreateUserInput!) {{
  createUser(organisationUuid: $organisation, input: $input) {{ {PAYLOAD} }} }}"""
UPDATE = f"""mutation($uuid: UUID!, $input: UpdateUserInput!) {{
  updateUser(uuid: $uuid, input: $input) {{ {PAYLOAD} }} }}"""
DELETE = f"mutation($uuid: UUID!) {{ deleteUser(uuid: $uuid) {{ {PAYLOAD} }} }}"
FLAG = f"mutation($uuid: UUID!, $by: UUID!) {{ flagUser(flaggedUserUuid: $uuid, userUuid: $by) {{ {PAYLOAD} }} }}"
UNFLAG = f"mutation($uuid: UUID!, $by: UUID!) {{ unflagUser(flaggedUserUuid: $uuid, userUuid: $by) {{ {PAYLOAD} }} }}"
USER = f"query($uuid: UUID!) {{ user(uuid: $uuid) {{ {FIELDS} }} }}"

NOBODY = "00000000-0000-4000-8000-000000000000"
# Everything that can be said of a user, in the schema's spelling.
FULL: dict[str, Any] = {
    "displayName": "Ada Lovelace",
    "profileHandle": "@Ada",
    "description": "First of all.",
    "internalId": "64f1c0",
    "publicId": "ada@engine",
    "avatarCustomUrl": "https://example.org/ada.png",
    "roles": ["moderator", "author"],
    "permissions": ["MUTE_CHANNEL", "BAN_USER"],
    "metadata": {"né": "1815\n", "list": [1, 2.5, None, True], "deep": {"er": {}}},
    "isGlobalBan": True,
    "isBrand": True,
}


def token_of(gateway: Gateway, organisation: Organisation) -> str:
    """May write and read."""
    return gateway.token(organisation, Scope.INTERACTION_WRITE, Scope.EVENT_READ)


def refused(gateway: Gateway, document: str, token: str, **variables: Any) -> list[tuple[str, list[str]]]:
    """The codes and paths of a refusal, which left every row as it was."""
    before = everything(gateway)
    (payload,) = gateway.gql(document, token, **variables).values()
    assert everything(gateway) == before
    assert (payload["message"], payload["user"]) == (None, None)
    return [(error["code"], error["path"]) for error in payload["userErrors"]]


def changes(gateway: Gateway, uuid: str | UUID) -> list[tuple[str, str]]:
    """What was announced of one entity."""
    rows = stored(gateway, ChangeRow, entity_id=UUID(str(uuid)))
    return [(row["entity"], row["kind"]) for row in rows]
