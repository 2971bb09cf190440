"""Records of exports and erasures in the schema."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from app.graph.enums import enum_type
from app.graph.node import Node
from app.graph.reading.mapping import column, entity, global_id, one
from app.privacy.values import PrivacyAct

if TYPE_CHECKING:
    from app.auth.types import Application
    from app.users.types import User

LazyApplication = Annotated["Application", strawberry.lazy("app.auth.types")]
LazyUser = Annotated["User", strawberry.lazy("app.users.types")]

enum_type(
    PrivacyAct,
    "What was done with a user's data.",
    EXPORTED="They were given out by `exportUser`.",
    ERASED="They were deleted by `eraseUser`.",
)


@entity("privacy_record", visible="FALSE", aggregate=None)
@strawberry.type(
    description=(
        "The proof that a user's data were exported or erased. It holds nothing that identifies the user but their"
        " uuid. Visible to the organisation only."
    )
)
class PrivacyRecord(Node):
    id: strawberry.ID = global_id("PrivacyRecord")
    uuid: UUID = column("id", "Identifier of the record.")
    kind: PrivacyAct = column("kind", "What was done.")
    user: LazyUser = one("{c}.id = {p}.user_id", "Whose data they were, as the user is now.", guarded=True)
    application: LazyApplication | None = one(
        "{c}.id = {p}.application_id", "The application that did it; null if it no longer exists.", guarded=True
    )
    at: datetime = column("created_at", "When it was done.")
