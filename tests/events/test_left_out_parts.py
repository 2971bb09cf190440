"""updateEvent leaves out the parts that it cannot change, and writes the event's row alone where nothing else changes.

Each test sends every field of the input and compares with an update that leaves out nothing.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session as DbSession

from app.db.outbox import ChangeRow
from app.events.common.part.protocol import Edit, Part
from app.events.operations import update as operation
from app.events.operations.parts import PARTS, EventPlan, plan_event
from app.events.tables import EventRow
from tests.builders import Stored, make_event, make_occurrence, make_ticket, stored
from tests.gateway import Gateway
from tests.versions.event_inputs import events, whole_event
from tests.versions.objects import make_world

# Where nothing but the event's row is written: neither lists, nor windows, nor dates, nor anything of other rows.
VALUES = {
    *("displayName", "description", "currency", "timezone", "organisationUuid", "coverImageFileUuid", "location"),
    *("creatorUserUuid", "origin", "enableDatetimeConversion", "externalUrl", "isInviteOnly", "isLocationVisible"),
    *("keepInstants", "livestreamId", "metadata", "pricing", "refund", "premium", "eventSettingsReviewed"),
    *("ticketInstruction", "sessionSettings"),
}
PLAIN = {"name", "configuration", *VALUES, *(f"{name}=null" for name in VALUES)}
OWN = {"id", "slug", "discussion_community_id"}


class Asked(dict[str, Any]):
    """A patch that notes which of its fields are read."""

    def __init__(self, patch: Any) -> None:
        super().__init__(patch)
        self.fields: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.fields.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.fields.add(str(name))
        return super().__contains__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.fields.add(name)
        return super().get(name, default)

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("A part reads fields by name.")


def inputs(uuids: dict[str, str]) -> list[tuple[str, dict[str, Any]]]:
    """Each field alone, with its name; each field as null; the whole input and each kind of rule and window."""
    whole = whole_event(uuids)
    nullable = [name for name in whole if name not in ("name", "occurrence")]
    return [
        *((name, {name: value}) for name, value in whole.items()),
        *(("kinds", given) for _, _, given in events(uuids)),
        *((f"{name}=null", {name: None}) for name in nullable),
    ]


def leaves(given: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each single value of nested objects alone."""
    for name, value in given.items():
        if isinstance(value, dict):
            yield from ({name: inner} for inner in leaves(value))
        else:
            yield {name: value}


def test_a_part_that_is_left_out_would_plan_nothing(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world(gateway)
    found: list[tuple[Part[Any, Any], str]] = []
    left_out: set[Part[Any, Any]] = set()

    def plan(db: DbSession, event: EventRow, edit: Edit) -> EventPlan:
        real = plan_event(db, event, edit)
        if edit.reaches_all:
            return real
        whole, values = EventPlan(), event.model_dump()
        columns: Any = values
        for part in PARTS:
            patch: Any = Asked(edit.patch)
            asking = replace(edit, patch=patch)
            planned = part.plan(part.read(db, event, asking), asking, columns)
            columns = {**columns, **planned.columns}
            found.extend((part, name) for name in patch.fields - part.fields)
            before = set(whole.changed)
            whole.add(part, planned, values)  # type: ignore[arg-type]
            if part not in real.steps:
                left_out.add(part)
                assert (part, whole.changed) == (part, before)
                assert (planned.problems, planned.warnings) == ([], [])
                assert not part.stores_rows(planned.rows, edit)
        made = {"discussion_community_id"}
        assert {name: value for name, value in real.new_values.items() if name not in made} == {
            name: value for name, value in whole.new_values.items() if name not in made
        }
        assert (real.changed, real.problems, real.warnings) == (whole.changed, whole.problems, whole.warnings)
        return real

    # The searched text of a row that a test has made is not that of its columns.
    world.client.payload("updateEvent", "event.version", uuid=world.uuids["event"], input={"listing": None})
    monkeypatch.setattr(operation, "plan_event", plan)
    alone = leaves({"configuration": whole_event(world.uuids)["configuration"]})
    for given in (*alone, *(given for _, given in inputs(world.uuids))):
        world.client.payload("updateEvent", "event.version", uuid=world.uuids["event"], input=given)
    assert found == []
    assert left_out == {*PARTS}


def test_the_row_alone_is_written_as_with_everything_else(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world(gateway)
    twin = make_event(gateway, world.acme, slug="twin")
    make_occurrence(gateway, twin)
    make_ticket(gateway, twin)
    is_plain, plain = operation._is_plain, list[bool]()

    def note(plan: EventPlan, edit: Edit) -> bool:
        plain.append(is_plain(plan, edit))
        return plain[-1]

    def send(uuid: str, given: dict[str, Any]) -> tuple[Any, Stored, set[tuple[Any, ...]]]:
        seen = max((row["position"] for row in stored(gateway, ChangeRow)), default=0)
        payload = world.client.payload("updateEvent", "event.version", uuid=uuid, input=given)
        [row] = stored(gateway, EventRow, id=UUID(uuid))
        recorded = {
            (change["entity"], change["kind"], change["whole"], change["public"], change["direct"])
            for change in stored(gateway, ChangeRow)
            if change["position"] > seen and change["entity"] in ("Event", "Organisation")
        }
        return payload, {name: value for name, value in row.items() if name not in OWN}, recorded

    found = set()
    for name, given in inputs(world.uuids):
        # It would change the organisation only once.
        given.pop("isUpdateOrgSettings", None)
        # Two events cannot have the same one.
        given.pop("slug", None)
        if not given:
            continue
        plain.clear()
        monkeypatch.setattr(operation, "_is_plain", note)
        answered = send(world.uuids["event"], given)
        if plain == [True] and not answered[0]["userErrors"]:
            found.add(name)
        monkeypatch.setattr(operation, "_is_plain", lambda plan, edit: False)
        assert (name, answered) == (name, send(str(twin.id), given))
    assert found == PLAIN
