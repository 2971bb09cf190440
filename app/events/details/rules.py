"""What the name, the texts, the time zone and the currency of an event may be. Pure."""

from uuid import UUID

from app.core import limits
from app.core.fields import Choice, Currency, Rule, Text, Zone
from app.core.folding import sort_key
from app.core.problems import Path, Problem, ProblemCode
from app.core.slugs import Slug
from app.events.details.columns import NameValues
from app.events.patches.event import UpdateEventPatch

EVENT: dict[str, Rule] = {
    "name": Text(limits.NAME, required=True),
    "slug": Slug(),
    "display_name": Text(limits.DISPLAY_NAME),
    "description": Text(limits.DESCRIPTION, least=0),
    "timezone": Zone(),
    "currency": Currency(),
    "enable_datetime_conversion": Choice(),
}


def name_columns(patch: UpdateEventPatch, old_name: str, old_display_name: str) -> NameValues:
    """The columns of the texts that were sent. A display name that equals the name follows it."""
    columns: NameValues = {}
    if (name := patch.get("name")) is not None:
        columns |= {"name": name, "name_key": sort_key(name, 4 * limits.NAME)}
    new_name = old_name if name is None else name
    if "display_name" in patch:
        columns["display_name"] = patch["display_name"] or new_name
    elif old_display_name == old_name:
        columns["display_name"] = new_name
    if "description" in patch:
        columns["description"] = patch["description"]
    return columns


def problems_with_owner(given: UUID | None, owner: UUID, path: Path) -> list[Problem]:
    """An organisation that is named must be that of the event."""
    if given is None or given == owner:
        return []
    sentence = "The event belongs to another organisation than this one."
    return [Problem(ProblemCode.INVALID, sentence, (*path, "organisationUuid"))]
