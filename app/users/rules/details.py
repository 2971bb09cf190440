"""What the fields of a user may hold. Pure."""

from typing import Any

from app.core import limits
from app.core.compound_fields import JsonObject, Texts
from app.core.fields import Address, Choice, Rule, Text, sent
from app.core.folding import sort_key
from app.core.problems import Path, Problem, ProblemCode
from app.users.patches import CreateUserPatch, UpdateUserPatch

USER: dict[str, Rule] = {
    "display_name": Text(limits.DISPLAY_NAME, required=True),
    "profile_handle": Text(limits.LABEL),
    "description": Text(limits.DESCRIPTION, least=0),
    "internal_id": Text(limits.DISPLAY_NAME),
    "public_id": Text(limits.DISPLAY_NAME),
    "avatar_file_uuid": Choice(),
    "avatar_custom_url": Address(stored=True),
    "roles": Texts(limits.ROLES, limits.LABEL),
    "permissions": Texts(limits.PERMISSIONS, limits.LABEL),
    "metadata": JsonObject(),
    "is_global_ban": Choice(default=False),
    "is_brand": Choice(default=False),
}
# Columns that are unique in an organisation, and their fields.
UNIQUE = {"profile_handle_key": "profile_handle", "internal_id": "internal_id", "public_id": "public_id"}


def user_values(patch: CreateUserPatch | UpdateUserPatch) -> dict[str, Any]:
    """The columns of the fields that were sent; null became the default."""
    values = sent(patch, USER)
    for field, column in (("metadata", "custom_metadata"), ("avatar_file_uuid", "avatar_file_id")):
        if field in values:
            values[column] = values.pop(field)
    if "profile_handle" in values:
        handle = values["profile_handle"]
        values["profile_handle_key"] = None if handle is None else sort_key(handle, 4 * limits.LABEL)
    return values


def tombstone() -> dict[str, Any]:
    """The columns of a deleted user."""
    return {
        "display_name": "",
        **dict.fromkeys(("profile_handle", "profile_handle_key", "description", "internal_id", "public_id")),
        **dict.fromkeys(("avatar_file_id", "avatar_custom_url", "custom_metadata")),
        "roles": [],
        "permissions": [],
        "is_deleted": True,
    }


def problems_with_acting(is_deleted: bool, is_global_ban: bool, path: Path) -> list[Problem]:
    """Why this user may not post, join, flag or answer."""
    if is_deleted:
        return [Problem(ProblemCode.DELETED, "This user has been deleted.", path)]
    if is_global_ban:
        return [Problem(ProblemCode.BANNED, "This user is banned.", path)]
    return []


def no_such_user(path: Path) -> Problem:
    """Also for another organisation's user, whose existence stays hidden."""
    return Problem(ProblemCode.NOT_FOUND, "There is no user with this uuid.", path)
