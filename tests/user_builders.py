"""Rows of users, communities and posts for tests, stored without the operations.

ada = make_user(gateway, acme, display_name="Ada")
club = make_community(gateway, acme, user_id=ada.id)   # nobody is in it yet
make_member(gateway, club, ada, role="MODERATOR")      # and the counters follow
post = make_post(gateway, club, ada), make_post(gateway, club, ada, parent_id=post.id)
flag_post(gateway, post, ada), flag_user(gateway, ada, by)
"""

from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from app.communities.tables import CommunityMemberRow, CommunityRow, PostFlagRow, PostRow
from app.db.bulk import insert_all
from app.db.timestamps import created, created_once
from app.organisations.tables import OrganisationRow
from app.users.rules import build_filter
from app.users.tables import UserFlagRow, UserRow
from tests.gateway import Gateway, Organisation

Row = TypeVar("Row", bound=SQLModel)


def make_user(gateway: Gateway, organisation: Organisation, **columns: Any) -> UserRow:
    """A user whom nobody has flagged."""
    return _insert(gateway, UserRow(**{"display_name": "Grace Hopper", **_owned(gateway, organisation)} | columns))


def make_community(gateway: Gateway, organisation: Organisation, **columns: Any) -> CommunityRow:
    """A public community without members and posts."""
    values = {"display_name": "Friends of the harbour", **_owned(gateway, organisation)}
    return _insert(gateway, CommunityRow(**values | columns))


def make_member(gateway: Gateway, community: CommunityRow, user: UserRow, role: str = "MEMBER") -> CommunityMemberRow:
    made: Any = created_once(gateway.clock(), community.timezone)
    row = _insert(
        gateway,
        CommunityMemberRow(
            organisation_id=community.organisation_id,
            community_id=community.id,
            user_id=user.id,
            role=role,
            timezone=community.timezone,
            **made,
        ),
    )

    def count(db: DbSession) -> None:
        counted = db.get_one(CommunityRow, community.id)
        counted.members_count += 1
        counted.moderator_member_count += role == "MODERATOR"

    gateway.in_database(count)
    return row


def make_post(gateway: Gateway, community: CommunityRow, user: UserRow, **columns: Any) -> PostRow:
    """A post; with `parent_id` a comment, which is not counted."""
    values: Any = {
        "organisation_id": community.organisation_id,
        "community_id": community.id,
        "user_id": user.id,
        "body": "Who is going?",
        "timezone": community.timezone,
        **created(gateway.clock(), community.timezone),
    }
    row = _insert(gateway, PostRow(**values | columns))

    def count(db: DbSession) -> None:
        db.get_one(CommunityRow, community.id).posts_count += row.parent_id is None

    gateway.in_database(count)
    return row


def flag_post(gateway: Gateway, post: PostRow, by: UserRow) -> None:
    def count(db: DbSession) -> None:
        db.get_one(PostRow, post.id).flag_count += 1

    _insert(gateway, PostFlagRow(post_id=post.id, user_id=by.id))
    gateway.in_database(count)


def flag_user(gateway: Gateway, user: UserRow, by: UserRow) -> None:
    """The user's first flag."""
    _insert(gateway, UserFlagRow(user_id=user.id, by_user_id=by.id))
    known = build_filter([by.id])

    def count(db: DbSession) -> None:
        row = db.get_one(UserRow, user.id)
        row.flag_count = 1
        row.hash_flag_bits, row.hash_flag_hashes, row.hash_flag_words = known.bits, known.hashes, list(known.words)

    gateway.in_database(count)


def _owned(gateway: Gateway, organisation: Organisation) -> dict[str, Any]:
    owner = gateway.in_database(lambda db: db.get_one(OrganisationRow, UUID(organisation.uuid)))
    return {
        "organisation_id": owner.id,
        "timezone": owner.timezone,
        **created(gateway.clock(), owner.timezone),
    }


def _insert(gateway: Gateway, row: Row) -> Row:
    gateway.in_database(lambda db: insert_all(db, [row]))
    return row
