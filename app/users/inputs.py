"""Inputs of users."""

from app.core import limits
from app.graph.descriptions import NO_EFFECT
from app.graph.inputs import Input, described, described_input
from app.users.patches import CreateUserPatch, UpdateUserPatch

_DISPLAY_NAME = f"Name to show, 1 to {limits.DISPLAY_NAME:,} characters"


class _UserInput:
    profile_handle = described(
        f"Short name, 1 to {limits.LABEL:,} characters, unique in the organisation without case and accents; null"
        " removes it."
    )
    description = described(
        f"The user's description of themselves, at most {limits.DESCRIPTION:,} characters; null clears it."
    )
    internal_id = described(
        f"Identifier of the user in the organisation's own systems, 1 to {limits.DISPLAY_NAME:,} characters, unique in"
        " the organisation; null removes it."
    )
    public_id = described(
        f"Public identifier of the user, 1 to {limits.DISPLAY_NAME:,} characters, unique in the organisation;"
        " null means"
        " the uuid."
    )
    avatar_file_uuid = described("A picture among the organisation's files; null removes it.")
    avatar_custom_url = described("Address or storage path of a picture stored elsewhere; null removes it.")
    roles = described(
        f"The user's roles, at most {limits.ROLES:,} of at most {limits.LABEL:,} characters, no duplicates;"
        " null removes"
        " them."
    )
    permissions = described(
        f"{NO_EFFECT} What the user may do in the community, at most"
        f" {limits.PERMISSIONS:,} of at most {limits.LABEL:,} characters, no duplicates; null removes them."
    )
    metadata = described(
        f"An object of at most {limits.METADATA_BYTES:,} bytes of JSON and {limits.METADATA_DEPTH:,} levels;"
        " null clears"
        " it."
    )
    is_global_ban = described(
        "Whether the user is banned: a banned user cannot join, post, flag or answer. Null means false."
    )
    is_brand = described("Whether this is a brand rather than a person; null means false.")


@described_input("A new user.")
class CreateUserInput(_UserInput, Input[CreateUserPatch]):
    display_name = described(f"{_DISPLAY_NAME}.")


@described_input("What to change of a user; fields that are not sent keep their values.")
class UpdateUserInput(_UserInput, Input[UpdateUserPatch]):
    display_name = described(f"{_DISPLAY_NAME}; never null.")
