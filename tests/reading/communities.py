"""Users and communities of the population: public, visible to some, and private."""

from typing import Any
from uuid import UUID

from app.communities.tables import (
    CommunityCategoryRow,
    CommunityMemberRow,
    CommunityRow,
    PostFlagRow,
    PostRow,
)
from app.events.tables import CategoryRow, EventRow
from app.organisations.tables import OrganisationRow
from app.users.rules import build_filter
from app.users.tables import UserFlagRow, UserRow
from tests.reading.row_factory import Maker

PUBLIC: dict[str, Any] = {}
PRIVATE: dict[str, Any] = {"is_public": False}
DELETED: dict[str, Any] = {"is_deleted": True}
COMMUNITIES = (
    (PUBLIC, PUBLIC, PRIVATE, DELETED, {**PRIVATE, **DELETED}, PUBLIC),
    (PUBLIC, PRIVATE),
    (PUBLIC,),
)
USERS = (9, 5, 3)
METADATA: tuple[Any, ...] = (
    {"né": ["\n", None, 1.5, 2**64 - 1]},
    {},
    {"deep": {"er": {"est": "'\" \u2028"}}},
    None,
    None,
)


def add_users(
    make: Maker, owners: list[OrganisationRow], categories: list[list[CategoryRow]], events: list[EventRow]
) -> None:
    """Users first: communities, posts and flags name them. Some events are discussed, drafts among them."""
    for number, owner in enumerate(owners):
        users = [_user(make, owner, index) for index in range(USERS[number])]
        _flag(make, users)
        theirs = [event for event in events if event.organisation_id == owner.id]
        kinds: list[tuple[dict[str, Any], EventRow | None]] = [(columns, None) for columns in COMMUNITIES[number]]
        kinds += [({"type": "EVENT"}, event) for event in theirs[::3]]
        for columns, event in kinds:
            # The last of them does nothing anywhere.
            community = _community(make, owner, users[:-1], **columns)
            if event is not None:
                event.discussion_community_id = community.id
            for position, category in enumerate(make.rng.sample(categories[number], make.rng.randrange(3))):
                make.new(CommunityCategoryRow, community_id=community.id, category_id=category.id, position=position)


def _owned(owner: OrganisationRow) -> dict[str, Any]:
    return {"organisation_id": owner.id, "timezone": owner.timezone}


def _user(make: Maker, owner: OrganisationRow, index: int) -> UserRow:
    return make.new(
        UserRow,
        **_owned(owner),
        display_name=make.text(),
        profile_handle=f"@{index}" if index % 2 else None,
        profile_handle_key=f"@{index}" if index % 2 else None,
        description=make.maybe(make.text()),
        internal_id=f"internal-{index}" if index % 3 else None,
        public_id=f'"{index}"' if index % 3 == 1 else None,
        avatar_custom_url=make.maybe("people/a b.png"),
        roles=make.rng.choice(([], ["moderator", 'a "b"'])),
        permissions=make.rng.choice(([], ["MUTE_CHANNEL"])),
        custom_metadata=make.rng.choice(METADATA),
        is_global_ban=index == 3,
        is_brand=make.rng.random() < 0.5,
        is_deleted=index == 2,
        version=index + 1,
    )


def _flag(make: Maker, users: list[UserRow]) -> None:
    for user in users:
        by = make.rng.sample([each.id for each in users if each is not user], make.rng.choice((0, 0, 1, 2)))
        for flagger in by:
            make.new(UserFlagRow, user_id=user.id, by_user_id=flagger)
        known = build_filter(by)
        user.flag_count = len(by)
        user.hash_flag_bits, user.hash_flag_hashes, user.hash_flag_words = known.bits, known.hashes, list(known.words)


def _community(make: Maker, owner: OrganisationRow, users: list[UserRow], **columns: Any) -> CommunityRow:
    community = make.new(
        CommunityRow,
        **_owned(owner),
        **{
            "channel_id": make.maybe(make.text()),
            "display_name": make.text(),
            "user_id": make.maybe(make.rng.choice(users).id),
            "description": make.maybe(make.text()),
            "tags": make.rng.choice(([], ["Ünder", 'a "b"'])),
            "custom_metadata": make.rng.choice(METADATA),
            "notification_mode": make.rng.choice(("DEFAULT", "SILENT", "SUBSCRIBE")),
            **{
                name: make.rng.random() < 0.5
                for name in (
                    *("is_official", "only_admin_can_post", "need_approval_on_post_creation", "allow_comment_in_story"),
                    *("is_discoverable", "requires_join_approval"),
                )
            },
        }
        | columns,
    )
    members = make.rng.sample(users, make.rng.randint(1, len(users)))
    for user in members:
        role = make.rng.choice(("MEMBER", "MODERATOR"))
        place = {"community_id": community.id, "user_id": user.id, "role": role}
        make.new(CommunityMemberRow, **_owned(owner), **place)
        community.members_count += 1
        community.moderator_member_count += role == "MODERATOR"
    posts: list[UUID] = []
    for _ in range(make.rng.randrange(7)):
        posts.append(_post(make, owner, community, make.rng.choice(members), posts))
    return community


def _post(make: Maker, owner: OrganisationRow, community: CommunityRow, user: UserRow, before: list[UUID]) -> UUID:
    """A post, or a comment on one that was made before it."""
    parent = make.rng.choice(before) if before and make.rng.random() < 0.5 else None
    flagged = make.rng.random() < 0.2
    place = {"community_id": community.id, "parent_id": parent, "user_id": user.id}
    row = make.new(PostRow, **_owned(owner), **place, body=make.text(), flag_count=int(flagged))
    if flagged:
        make.new(PostFlagRow, post_id=row.id, user_id=user.id)
    community.posts_count += parent is None
    return row.id
