"""Users in the schema."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from app.communities.lists import VISIBLE_USER
from app.core.named_types import JSON, URL
from app.files.types import IN_USE, File
from app.graph.connections import Connection
from app.graph.descriptions import NO_EFFECT
from app.graph.node import Node
from app.graph.reading.mapping import column, entity, expression, global_id, one, part, zoned
from app.graph.times import ZonedDateTime
from app.interactions.lists import interactions_by
from app.notices.lists import notices_for
from app.organisations.types import Organisation

if TYPE_CHECKING:
    from app.interactions.types import Attendee
    from app.notices.types import Notice

LazyAttendee = Annotated["Attendee", strawberry.lazy("app.interactions.types")]
LazyNotice = Annotated["Notice", strawberry.lazy("app.notices.types")]

PATH = "(SELECT og.slug FROM organisation og WHERE og.id = {t}.organisation_id) || '/user/' || {t}.id"


@strawberry.type(
    description=(
        "A Bloom filter of those who have flagged a user: it never misses one, and about 1 % of others seem to have."
        " A UUID's 16 bytes have a SHA-256 that begins with two big-endian 64-bit numbers `a` and `b`; `b` is made"
        " odd. Bits `(a + i * b) mod bits` are set for each `i` from 0 to `hashes - 1`."
    )
)
class HashFlag:
    bits: int = column("hash_flag_bits", "How many bits the filter has, a power of two.")
    hashes: int = column("hash_flag_hashes", "How many bits each UUID sets.")
    hash: list[str] = column(
        "hash_flag_words",
        "The bits, 32 to a word of 8 hexadecimal digits; bit `n` is bit `n mod 32`, from the lowest, of word"
        " `n div 32`.",
    )


@entity("user_account", visible=VISIBLE_USER, aggregate="id")
@strawberry.type(
    description=(
        "A person or brand of an organisation's community, recorded by its applications. Others see those who own"
        " a public community, have posted in one, have reviewed a public event, or are its creator or origin."
    )
)
class User(Node):
    id: strawberry.ID = global_id("User")
    uuid: UUID = column("id", "Identifier of the user.")
    organisation: Organisation | None = one("{c}.id = {p}.organisation_id", "The user's organisation.", guarded=True)
    display_name: str = column("display_name", "Name to show, at most 255 characters; empty once deleted.")
    profile_handle: str | None = column(
        "profile_handle", "Short name, unique in the organisation without case and accents."
    )
    description: str | None = column("description", "The user's description of themselves, at most 2,500 characters.")
    path: str = expression(PATH, "The user's path in this gateway: `<organisation>/user/<uuid>`; it never changes.")
    internal_id: str | None = column(
        "internal_id",
        "Identifier of the user in the organisation's own systems. Visible to the organisation only.",
        private=True,
    )
    public_id: str = expression(
        "coalesce({t}.public_id, CAST({t}.id AS TEXT))",
        "Public identifier of the user; the uuid unless another was given.",
    )
    avatar_file: File | None = one(
        "{c}.id = {p}.avatar_file_id",
        "A picture of the user, where the caller may see it.",
        listed=IN_USE,
    )
    avatar_custom_url: URL | None = column(
        "avatar_custom_url", "Address or storage path of a picture stored elsewhere."
    )
    roles: list[str] = column("roles", "The user's roles, at most 50.")
    permissions: list[str] | None = column(
        "permissions",
        f"{NO_EFFECT} What the user may do in the community, such as `MUTE_CHANNEL`. Visible to the organisation only.",
        private=True,
    )
    flag_count: int | None = column(
        "flag_count", "How many users have flagged this one. Visible to the organisation only.", private=True
    )
    hash_flag: HashFlag | None = part(
        "Who has flagged this user; null if nobody has. Visible to the organisation only.",
        absent="{t}.flag_count = 0",
        private=True,
    )
    metadata: JSON | None = column("custom_metadata", "An object of the organisation's own.")
    is_global_ban: bool | None = column(
        "is_global_ban",
        "Whether the user is banned: a banned user cannot join, post, flag or answer. Visible to the organisation"
        " only.",
        private=True,
    )
    is_brand: bool = column("is_brand", "Whether this is a brand rather than a person.")
    is_deleted: bool = column("is_deleted", "Whether the user was deleted: only what they did remains.")
    attendances: Connection[LazyAttendee] | None = interactions_by(
        "The user's places at events. Visible to the organisation only."
    )
    notices: Connection[LazyNotice] | None = notices_for(
        "What the user has to know about their places, the newest first. Visible to the organisation only."
    )
    created_on: ZonedDateTime = zoned("created", "When they were added.")
    updated_on: ZonedDateTime = zoned("updated", "When they were last changed.")
    version: int = column("version", "Counts the changes; starts at 1.")
