"""Users in the schema."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from app.communities.lists import VISIBLE_USER
from app.core.named_types import JSON, URL
from app.files.types import IN_USE, File
from app.graph.connections import Connection
from app.graph.node import Node
from app.graph.reading.mapping import column, entity, expression, global_id, one, part, zoned
from app.graph.times import ZonedDateTime
from app.interactions.lists import interactions_by
from app.organisations.types import Organisation

if TYPE_CHECKING:
    from app.interactions.types import Attendee

LazyAttendee = Annotated["Attendee", strawberry.lazy("app.interactions.types")]

SOURCE = "Source: social.plus `users[]."
PATH = "(SELECT og.slug FROM organisation og WHERE og.id = {t}.organisation_id) || '/user/' || {t}.id"


@strawberry.type(
    description=(
        "Those who have flagged a user, as a Bloom filter: it tells who has not, and nearly who has."
        " A UUID's 16 bytes have a SHA-256 that begins with two big-endian 64-bit numbers `a` and `b`; `b` is made"
        " odd. Bits `(a + i * b) mod bits` are set for each `i` from 0 to `hashes - 1`. The algorithm is ours."
        f" {SOURCE}hashFlag`."
    )
)
class HashFlag:
    bits: int = column("hash_flag_bits", f"How many bits the filter has, a power of two. {SOURCE}hashFlag.bits`.")
    hashes: int = column("hash_flag_hashes", f"How many bits each UUID sets. {SOURCE}hashFlag.hashes`.")
    hash: list[str] = column(
        "hash_flag_words",
        "The bits, 32 to a word of 8 hexadecimal digits; bit `n` is bit `n mod 32`, from the lowest, of word"
        f" `n div 32`. {SOURCE}hashFlag.hash[]`.",
    )


@entity("person", visible=VISIBLE_USER, aggregate="id")
@strawberry.type(
    description=(
        "A person or brand of an organisation's community, recorded by its applications. Others see those who own"
        " or have posted in a public community, or have made a public event. Source: social.plus `users[]`."
    )
)
class User(Node):
    id: strawberry.ID = global_id("User")
    uuid: UUID = column("id", f"Identifier of the user. {SOURCE}userId`.")
    organisation: Organisation | None = one("{c}.id = {p}.organisation_id", "Whose user this is.", guarded=True)
    display_name: str = column(
        "display_name", f"Name to show, at most 255 characters; empty once deleted. {SOURCE}displayName`."
    )
    profile_handle: str | None = column(
        "profile_handle", f"Short name, unique in the organisation without case and accents. {SOURCE}profileHandle`."
    )
    description: str | None = column(
        "description", f"What the user says of themselves, at most 2,500 characters. {SOURCE}description`."
    )
    path: str = expression(
        PATH, f"Where the user stands in this gateway: `<organisation>/user/<uuid>`, never changed. {SOURCE}path`."
    )
    internal_id: str | None = column(
        "internal_id",
        f"What the organisation's own systems call the user. {SOURCE}userInternalId`, `_id`. Organisation only.",
        private=True,
    )
    public_id: str = expression(
        "coalesce({t}.public_id, CAST({t}.id AS TEXT))",
        f"What others call the user; the uuid unless something else was given. {SOURCE}userPublicId`.",
    )
    avatar_file: File | None = one(
        "{c}.id = {p}.avatar_file_id",
        f"A picture of the user, where the caller may see it. {SOURCE}avatarFileId`.",
        listed=IN_USE,
    )
    avatar_custom_url: URL | None = column(
        "avatar_custom_url", f"Address or storage path of a picture kept elsewhere. {SOURCE}avatarCustomUrl`."
    )
    roles: list[str] = column("roles", f"The user's roles, at most 50. {SOURCE}roles[]`.")
    permissions: list[str] | None = column(
        "permissions",
        f"What the user may do there, such as `MUTE_CHANNEL`. Kept for clients. {SOURCE}permissions[]`."
        " Organisation only.",
        private=True,
    )
    flag_count: int | None = column(
        "flag_count", f"How many users have flagged this one. {SOURCE}flagCount`. Organisation only.", private=True
    )
    hash_flag: HashFlag | None = part(
        f"Who has flagged this user; null if nobody has. {SOURCE}hashFlag`. Organisation only.",
        absent="{t}.flag_count = 0",
        private=True,
    )
    metadata: JSON | None = column("custom_metadata", f"An object of the organisation's own. {SOURCE}metadata`.")
    is_global_ban: bool | None = column(
        "is_global_ban",
        "Whether the user is banned: they join, post, flag and answer nowhere."
        f" {SOURCE}isGlobalBan`. Organisation only.",
        private=True,
    )
    is_brand: bool = column("is_brand", f"Whether this is a brand rather than a person. {SOURCE}isBrand`.")
    is_deleted: bool = column(
        "is_deleted", f"Whether the user was deleted: nothing is left but what they did. {SOURCE}isDeleted`."
    )
    attendances: Connection[LazyAttendee] | None = interactions_by(
        "The user's places at events: their tickets. The field is ours. Organisation only."
    )
    created_on: ZonedDateTime = zoned("created", f"When they were added. {SOURCE}createdAt`.")
    updated_on: ZonedDateTime = zoned("updated", f"When they were last changed. {SOURCE}updatedAt`.")
    version: int = column("version", "Counts the changes; starts at 1.")
