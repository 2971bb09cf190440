"""What a user may hold: limits as data. Pure."""

from typing import Any

from app.core import limits
from app.core.compound_fields import JsonObject, Texts
from app.core.fields import Address, Choice, Patch, Rule, Text, check, missing, sent
from app.core.folding import sort_key
from app.core.problems import Path, Problem, ProblemCode

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
# The columns by which a user is found, so that two of an organisation never share one: of which fields.
UNIQUE = {"profile_handle_key": "profile_handle", "internal_id": "internal_id", "public_id": "public_id"}


def problems_with_user(patch: Patch, path: Path, *, fresh: bool) -> list[Problem]:
    """Everything wrong with what was sent."""
    return (missing(patch, USER, path) if fresh else []) + check(patch, USER, path)


def user_values(patch: Patch) -> dict[str, Any]:
    """The columns of what was sent, null become the defaults."""
    values = sent(patch, USER)
    for field, column in (("metadata", "custom_metadata"), ("avatar_file_uuid", "avatar_file_id")):
        if field in values:
            values[column] = values.pop(field)
    if "profile_handle" in values:
        handle = values["profile_handle"]
        values["profile_handle_key"] = None if handle is None else sort_key(handle, 4 * limits.LABEL)
    return values


def tombstone() -> dict[str, Any]:
    """What is left of a user who was deleted: that there was one, and what others did to them."""
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
    """Also for another organisation's user: nobody learns that there is one."""
    return Problem(ProblemCode.NOT_FOUND, "There is no user with this uuid.", path)
