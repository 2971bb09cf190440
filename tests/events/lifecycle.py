"""What the tests of publish, unpublish and cancel share: the requests, and events in each state.

`act(gateway, token, "publishEvent", uuid)` answers the payload; `LIFE` reads back what the step changed.
`SCOPES` says which scope each operation needs. `event_in(gateway, organisation, state)` makes an event in one
of the documented states; published ones were published at PUBLISHED.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.auth.rules import Scope
from app.events.rules import Blocker
from app.events.tables import EventRow
from tests.builders import make_event, make_ready_event
from tests.gateway import START, Gateway, Organisation

PUBLISHED = START - timedelta(days=2)
SCOPES = {
    "publishEvent": Scope.EVENT_PUBLISH,
    "unpublishEvent": Scope.EVENT_UNPUBLISH,
    "cancelEvent": Scope.EVENT_CANCEL,
}
LIFE = """
  uuid status version
  extendedStatus { name value }
  publishing { state publishedOn { utc local timezone } updatedOn { utc local } }
  updatedOn { utc }
"""
STATES = ("DRAFT", "READY_TO_PUBLISH", "PUBLISHED", "UNPUBLISHED", "CANCELLED")


def document(operation: str) -> str:
    return f"""
    mutation ($uuid: UUID!) {{
      {operation}(uuid: $uuid) {{
        message warnings {{ code }} userErrors {{ code message path }} event {{ {LIFE} }}
      }}
    }}
    """


def act(gateway: Gateway, token: str, operation: str, uuid: UUID | str) -> Any:
    return gateway.gql(document(operation), token, uuid=uuid)[operation]


def refusal(*problems: tuple[str, str]) -> dict[str, Any]:
    """The payload of a refusal for these codes and messages, all of them about the uuid."""
    errors = [{"code": code, "message": message, "path": ["uuid"]} for code, message in problems]
    return {"message": None, "warnings": [], "event": None, "userErrors": errors}


def not_ready(*blockers: Blocker) -> dict[str, Any]:
    """The payload of a refusal for these lines of the checklist, with their own paths."""
    errors = [{"code": "NOT_READY", "message": each.message, "path": list(each.path)} for each in blockers]
    return {"message": None, "warnings": [], "event": None, "userErrors": errors}


def event_in(gateway: Gateway, organisation: Organisation, state: str, **columns: Any) -> EventRow:
    if state == "DRAFT":
        return make_event(gateway, organisation, **columns)
    lifecycle = "UNRELEASED" if state == "READY_TO_PUBLISH" else state
    if state in ("PUBLISHED", "UNPUBLISHED"):
        columns |= {"published_at": PUBLISHED, "publishing_changed_at": PUBLISHED}
    return make_ready_event(gateway, organisation, lifecycle=lifecycle, **columns)
