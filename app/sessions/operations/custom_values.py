"""Values of custom fields: checked by the definitions, and stored by key."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlmodel import Session as DbSession

from app.core.problems import Problem, ProblemCode
from app.custom_fields.rules import Definition, is_empty, problems_with_values
from app.db.bulk import insert_all
from app.events.tables import EventRow
from app.sessions.patches.session import SessionPatch
from app.sessions.store import custom_fields_of, custom_values_of, empty_values
from app.sessions.tables import SessionCustomValueRow, SessionRow

PATH = ("customFields",)

Fields = Mapping[str, tuple[UUID, Definition]]


def fields_needed(db: DbSession, event: EventRow, patches: Iterable[SessionPatch]) -> Fields:
    """The organisation's custom fields, if a patch has values of any."""
    if any("custom_fields" in patch for patch in patches):
        return custom_fields_of(db, event.organisation_id)
    return {}


def problems_with_custom_fields(patch: SessionPatch, fields: Fields, *, new: bool) -> list[Problem]:
    """A new session with custom fields must have the required ones, and they can never be removed."""
    definitions = {key: definition for key, (_uuid, definition) in fields.items()}
    values = patch.get("custom_fields")
    if values is not None:
        return problems_with_values(definitions, values, PATH, fresh=new)
    if "custom_fields" in patch and not new and any(each.required for each in definitions.values()):
        sentence = "Some custom fields are required, so that they cannot all be emptied."
        return [Problem(ProblemCode.REQUIRED, sentence, PATH)]
    return []


def insert_values(db: DbSession, several: Sequence[tuple[SessionRow, SessionPatch]], fields: Fields) -> None:
    """Insert the values that are not empty, in one statement."""
    insert_all(db, [row for session, patch in several for row in _rows(session, patch, fields)])


def replace_custom_values(db: DbSession, session: SessionRow, patch: SessionPatch, fields: Fields) -> None:
    """Replace the values of the keys that were sent, where they differ from the stored ones; null removes all."""
    if "custom_fields" not in patch:
        return
    items, stored = patch["custom_fields"], custom_values_of(db, session.id)
    new = {row.custom_field_id: row.value for row in _rows(session, patch, fields)}
    sent = stored.keys() if items is None else {fields[item["key"]][0] for item in items}
    changed = {uuid for uuid in sent if (uuid in stored) != (uuid in new) or stored.get(uuid) != new.get(uuid)}
    if changed & stored.keys():
        empty_values(db, session.id, changed)
    insert_all(db, [row for row in _rows(session, patch, fields) if row.custom_field_id in changed])


def _rows(session: SessionRow, patch: SessionPatch, fields: Fields) -> list[SessionCustomValueRow]:
    """The values that are not empty."""
    return [
        SessionCustomValueRow(
            organisation_id=session.organisation_id,
            event_id=session.event_id,
            session_id=session.id,
            custom_field_id=fields[item["key"]][0],
            value=item["value"],
        )
        for item in patch.get("custom_fields") or ()
        if not is_empty(item.get("value"))
    ]
