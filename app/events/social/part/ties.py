"""The creator and the origin of an event, and its other ties to users and communities."""

from dataclasses import dataclass

from sqlmodel import Session as DbSession

from app.communities.rules import no_such_community, problems_with_deleted
from app.communities.store import find_community
from app.communities.tables import CommunityRow
from app.core.fields import check, sent
from app.core.problems import Path, Problem, Warning
from app.events.columns import EventValues
from app.events.common.part.protocol import INPUT, Edit, Part, Planned
from app.events.social.columns import OriginValues
from app.events.social.patches import OriginPatch
from app.events.social.rules import SOCIAL
from app.events.tables import EventRow
from app.events.values import OriginType
from app.users.rules import no_such_user, problems_with_acting
from app.users.store import find_user
from app.users.tables import UserRow


@dataclass(frozen=True, slots=True)
class Facts:
    """The users and the community that were sent, where the organisation has them."""

    creator: UserRow | None = None
    origin: UserRow | CommunityRow | None = None


class Social(Part[Facts, None]):
    fields = frozenset({*SOCIAL, "creator_user_uuid", "origin"})

    def fresh(self, event: EventValues) -> EventValues:
        return {"rsvp_count": 0, "interested_count": 0}

    def read(self, db: DbSession, event: EventRow, edit: Edit) -> Facts:
        creator, origin = edit.patch.get("creator_user_uuid"), edit.patch.get("origin")
        found = None if creator is None else find_user(db, event.organisation_id, creator)
        if origin is None:
            return Facts(found)
        find = find_user if origin["type"] is OriginType.USER else find_community
        return Facts(found, find(db, event.organisation_id, origin["uuid"]))

    def plan(self, facts: Facts, edit: Edit, event: EventValues) -> Planned[None]:
        patch, problems = edit.patch, check(edit.patch, SOCIAL, INPUT)
        # A row cannot hold metadata that is no object.
        columns = EventValues() if problems else {**EventValues(), **sent(patch, SOCIAL)}
        if "creator_user_uuid" in patch:
            columns["creator_user_id"] = patch["creator_user_uuid"]
            if patch["creator_user_uuid"] is not None:
                problems += _problems_with_user(facts.creator, (*INPUT, "creatorUserUuid"))
        if "origin" in patch:
            columns = {**columns, **_origin_columns(patch["origin"])}
            problems += _problems_with_origin(facts.origin, patch["origin"], (*INPUT, "origin", "uuid"))
        return Planned(None, columns, problems)

    def stores_rows(self, rows: None, edit: Edit) -> bool:
        return False

    def write(self, db: DbSession, event: EventRow, planned: Planned[None], edit: Edit) -> list[Warning]:
        return []


SOCIAL_TIES = Social()


def _origin_columns(origin: OriginPatch | None) -> OriginValues:
    from_user = origin is not None and origin["type"] is OriginType.USER
    uuid = None if origin is None else origin["uuid"]
    return {"origin_user_id": uuid if from_user else None, "origin_community_id": None if from_user else uuid}


def _problems_with_origin(
    found: UserRow | CommunityRow | None, origin: OriginPatch | None, path: Path
) -> list[Problem]:
    if origin is None:
        return []
    if isinstance(found, CommunityRow):
        return problems_with_deleted(found.is_deleted, path)
    if origin["type"] is OriginType.USER:
        return _problems_with_user(found, path)
    return [no_such_community(path)]


def _problems_with_user(user: UserRow | None, path: Path) -> list[Problem]:
    return [no_such_user(path)] if user is None else problems_with_acting(user.is_deleted, user.is_global_ban, path)
