"""Which scope each field of a root needs, drawn from the schema: a field that no list here knows fails."""

from typing import Any

from app.auth.rules import Scope
from app.events.tables import EventRow
from app.graph.scopes import RequireScope
from app.schema import schema
from tests.builders import make_ready_event, stored
from tests.gateway import Gateway
from tests.sight.recipes import MUTATIONS

# Root fields that need no scope. What they show is another matter: tests/sight/test_queries.py.
PUBLIC = {"event", "eventBySlug", "events", "organisation", "organisationBySlug", "node", "nodes", "viewer"}
PUBLIC |= {"occurrences", "user", "community", "file"}
# They end where the event is not to be seen: tests/events/test_event_changed.py, tests/agenda/test_agenda_changed.py.
PUBLIC |= {"eventChanged", "agendaChanged", "organisationChanged"}
PUBLIC |= {"session", "agendaTab", "scheduleDate", "track", "location", "speaker", "customField", "customFields"}
PUBLIC |= {"webhook", "webhooks"}


def needs(root: Any) -> dict[str, Scope | None]:
    """The scope that each field of a root type needs; None for none."""
    found: dict[str, Scope | None] = {}
    for name, field in root.fields.items():
        marks = field.extensions["strawberry-definition"].extensions
        scopes = [mark.scope for mark in marks if isinstance(mark, RequireScope)]
        assert len(scopes) <= 1, name
        found[name] = scopes[0] if scopes else None
    return found


def test_every_root_field_needs_a_scope_or_is_known_to_be_public() -> None:
    core = schema._schema
    fields = {
        name: scope for root in (core.query_type, core.subscription_type) if root for name, scope in needs(root).items()
    }
    assert {name for name, scope in fields.items() if scope is None} == PUBLIC


def test_every_mutation_needs_the_scope_that_the_table_names() -> None:
    assert needs(schema._schema.mutation_type) == {name: row.scope for name, row in MUTATIONS.items()}


def test_the_description_of_a_field_names_its_scope() -> None:
    mutation = schema._schema.mutation_type
    assert mutation is not None
    for name, scope in needs(mutation).items():
        assert str(mutation.fields[name].description).endswith(f" Needs the scope `{scope}`."), name


def test_a_refused_field_does_not_stop_the_ones_beside_it(gateway: Gateway) -> None:
    owner = gateway.organisation()
    event = make_ready_event(gateway, owner)
    query = """mutation($event: UUID!) {
        updateEvent(uuid: $event, input: {name: "Changed"}) { message }
        cancelEvent(uuid: $event) { message }
        after: updateEvent(uuid: $event, input: {name: "Again"}) { message } }"""
    token = gateway.token(owner, Scope.EVENT_UPDATE)
    variables = {"event": str(event.id)}
    response = gateway.post(
        json={"query": query, "variables": variables}, headers={"authorization": f"Bearer {token}"}
    ).json()
    done = {"message": "Event has been updated successfully"}
    assert response["data"] == {"updateEvent": done, "cancelEvent": None, "after": done}
    assert [error["path"] for error in response["errors"]] == [["cancelEvent"]]
    (row,) = stored(gateway, EventRow, id=event.id)
    assert (row["name"], row["lifecycle"]) == ("Again", "UNRELEASED")
