"""What is sent about users."""

from app.core import limits
from app.graph.inputs import Input, described, described_input
from app.users.patches import CreateUserPatch, UpdateUserPatch

SOURCE = "Source: social.plus `users[]."
_DISPLAY_NAME = f"Name to show, 1 to {limits.DISPLAY_NAME} characters"
_HANDLE = (
    f"Short name, 1 to {limits.LABEL} characters, unique in the organisation without case and accents;"
    f" null is none. {SOURCE}profileHandle`."
)
_DESCRIPTION = (
    f"What the user says of themselves, at most {limits.DESCRIPTION} characters; null clears it. {SOURCE}description`."
)
_INTERNAL_ID = (
    f"What the organisation's own systems call the user, 1 to {limits.DISPLAY_NAME} characters, unique in the"
    f" organisation; null is nothing. {SOURCE}userInternalId`."
)
_PUBLIC_ID = (
    f"What others call the user, 1 to {limits.DISPLAY_NAME} characters, unique in the organisation; null is the"
    f" uuid. {SOURCE}userPublicId`."
)
_AVATAR_FILE = f"A picture among the organisation's files; null is none. {SOURCE}avatarFileId`."
_AVATAR_URL = f"Address or storage path of a picture kept elsewhere; null clears it. {SOURCE}avatarCustomUrl`."
_ROLES = (
    f"The user's roles, at most {limits.ROLES} of at most {limits.LABEL} characters, none twice; null is none."
    f" {SOURCE}roles[]`."
)
_PERMISSIONS = (
    f"What the user may do there, at most {limits.PERMISSIONS} of at most {limits.LABEL} characters, none twice;"
    f" null is nothing. Kept for clients. {SOURCE}permissions[]`."
)
_METADATA = (
    f"An object of at most {limits.METADATA_BYTES} bytes of JSON and {limits.METADATA_DEPTH} levels;"
    f" null clears it. {SOURCE}metadata`."
)
_BAN = f"Whether the user is banned: they join, post, flag and answer nowhere. Null is false. {SOURCE}isGlobalBan`."
_BRAND = f"Whether this is a brand rather than a person. Null is false. {SOURCE}isBrand`."


@described_input("A new user.")
class CreateUserInput(Input[CreateUserPatch]):
    display_name = described(f"{_DISPLAY_NAME}; needed. {SOURCE}displayName`.")
    profile_handle = described(_HANDLE)
    description = described(_DESCRIPTION)
    internal_id = described(_INTERNAL_ID)
    public_id = described(_PUBLIC_ID)
    avatar_file_uuid = described(_AVATAR_FILE)
    avatar_custom_url = described(_AVATAR_URL)
    roles = described(_ROLES)
    permissions = described(_PERMISSIONS)
    metadata = described(_METADATA)
    is_global_ban = described(_BAN)
    is_brand = described(_BRAND)


@described_input("What to change of a user; what is left out stays as it is.")
class UpdateUserInput(Input[UpdateUserPatch]):
    display_name = described(f"{_DISPLAY_NAME}; never null. {SOURCE}displayName`.")
    profile_handle = described(_HANDLE)
    description = described(_DESCRIPTION)
    internal_id = described(_INTERNAL_ID)
    public_id = described(_PUBLIC_ID)
    avatar_file_uuid = described(_AVATAR_FILE)
    avatar_custom_url = described(_AVATAR_URL)
    roles = described(_ROLES)
    permissions = described(_PERMISSIONS)
    metadata = described(_METADATA)
    is_global_ban = described(_BAN)
    is_brand = described(_BRAND)
