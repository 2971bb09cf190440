"""What the fields of a user may hold. Pure."""

from app.core import limits
from app.core.compound_fields import JsonObject, Texts
from app.core.fields import Address, Choice, Rules, Text, sent
from app.core.folding import sort_key
from app.core.problems import Path, Problem, ProblemCode
from app.users.columns import UniqueColumn, UserValues
from app.users.patches import CreateUserPatch, UpdateUserPatch

USER = Rules(
    UserValues,
    {
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
    },
    avatar_file_uuid="avatar_file_id",
    metadata="custom_metadata",
)
# Columns that are unique in an organisation, and their fields.
UNIQUE: dict[UniqueColumn, str] = {
    "profile_handle_key": "profile_handle",
    "internal_id": "internal_id",
    "public_id": "public_id",
}


def user_values(patch: CreateUserPatch | UpdateUserPatch) -> UserValues:
    """The columns of the fields that were sent; null became the default."""
    values = sent(patch, USER)
    if "profile_handle" in values:
        handle = values["profile_handle"]
        values["profile_handle_key"] = None if handle is None else sort_key(handle, 4 * limits.LABEL)
    return values


def tombstone() -> UserValues:
    """The columns of a deleted user."""
    return {
        "display_name": "",
        "profile_handle": None,
        "profile_handle_key": None,
        "description": None,
        "internal_id": None,
        "public_id": None,
        "avatar_file_id": None,
        "avatar_custom_url": None,
        "custom_metadata": None,
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
