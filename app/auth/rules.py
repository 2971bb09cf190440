"""Scopes, permissions and callers. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from app.core import limits
from app.core.problems import Problem, ProblemCode

TOKEN_LIFETIME = timedelta(minutes=30)


class Scope(StrEnum):
    """What a token may do."""

    EVENT_CREATE = "event.create"
    EVENT_UPDATE = "event.update"
    EVENT_PUBLISH = "event.publish"
    EVENT_UNPUBLISH = "event.unpublish"
    EVENT_CANCEL = "event.cancel"
    EVENT_ADD_SESSION = "event.add_session"
    EVENT_UPDATE_SESSION = "event.update_session"
    EVENT_READ = "event.read"  # own drafts and fields for the organisation only
    EVENT_ADD_TICKET = "event.add_ticket"
    EVENT_UPDATE_TICKET = "event.update_ticket"
    ORGANISATION_UPDATE = "organisation.update"
    AGENDA_WRITE = "agenda.write"
    FILE_WRITE = "file.write"
    INTERACTION_WRITE = "interaction.write"  # acts of users, recorded by an application
    WEBHOOK_WRITE = "webhook.write"


SCOPE_NAMES = frozenset(scope.value for scope in Scope)

# As EventBookings groups them under "Events create" and "Events update".
PERMISSIONS: dict[str, frozenset[Scope]] = {
    "events.create": frozenset({Scope.EVENT_CREATE, Scope.EVENT_ADD_SESSION}),
    "events.update": frozenset(
        {
            Scope.EVENT_UPDATE,
            Scope.EVENT_PUBLISH,
            Scope.EVENT_UNPUBLISH,
            Scope.EVENT_CANCEL,
            Scope.EVENT_UPDATE_SESSION,
        }
    ),
}


@dataclass(frozen=True, slots=True)
class Caller:
    """The caller of a request. Anonymous callers have no application and no organisation."""

    application_id: UUID | None = None
    organisation_id: UUID | None = None
    scopes: frozenset[Scope] = frozenset()
    expires_at: datetime | None = None

    @property
    def anonymous(self) -> bool:
        return self.application_id is None

    def has(self, scope: Scope) -> bool:
        return scope in self.scopes


ANONYMOUS = Caller()


def is_scope(name: str) -> bool:
    return name in SCOPE_NAMES


def scopes_named(names: Iterable[str]) -> frozenset[Scope]:
    """The scopes of scope and permission names; unknown names grant nothing."""
    scopes: set[Scope] = set()
    for name in names:
        scopes |= PERMISSIONS.get(name, frozenset())
        if is_scope(name):
            scopes.add(Scope(name))
    return frozenset(scopes)


def problems_with_scopes(names: Sequence[str]) -> list[Problem]:
    """Every name that is neither a scope nor a permission."""
    return [
        Problem(
            ProblemCode.INVALID,
            f"This is neither a scope nor a permission. There are {', '.join([*Scope, *PERMISSIONS])}.",
            ("scopes", str(index)),
        )
        for index, name in enumerate(names)
        if name not in PERMISSIONS and not is_scope(name)
    ]


def problems_with_name(name: str) -> list[Problem]:
    """Why an application may not have this name."""
    if not name.strip():
        return [Problem(ProblemCode.REQUIRED, "An application needs a name.", ("name",))]
    if len(name.strip()) > limits.LABEL:
        message = f"The name of an application has at most {limits.LABEL} characters."
        return [Problem(ProblemCode.TOO_LONG, message, ("name",))]
    if not name.isprintable():
        message = "The name of an application has no control characters or line breaks."
        return [Problem(ProblemCode.INVALID, message, ("name",))]
    return []
