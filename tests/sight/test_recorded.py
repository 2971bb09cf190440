"""What mutations record: all that they write, and objects that the schema can find by their ids."""

import pytest

from app.db.outbox import ChangeRow
from tests.builders import stored
from tests.gateway import Gateway
from tests.sight.names import filled
from tests.sight.population import make_things
from tests.sight.recipes import MUTATIONS
from tests.sight.schema_places import MUTATION_FIELDS, document, node_types
from tests.unrecorded_writes import unrecorded_writes


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_every_recorded_object_is_a_node(gateway: Gateway) -> None:
    owner = gateway.organisation("owner")
    things = make_things(gateway, owner)
    token = gateway.token(owner)
    with unrecorded_writes(gateway) as unrecorded:
        # What ends a thing comes last.
        for name in sorted(MUTATIONS, key=lambda name: name.startswith(("cancel", "delete", "archive"))):
            for recipe in MUTATIONS[name].recipes:
                given = filled(recipe, lambda each, _at: things[each])
                # One may be refused for what an earlier one has done, but none fails.
                gateway.gql(document("mutation", name, MUTATION_FIELDS[name], given, "{ message }"), token, **given)
    assert unrecorded == []
    recorded = {row["entity"] for row in stored(gateway, ChangeRow)}
    assert recorded - node_types() == set()
    assert {"Organisation", "Event", "Ticket", "Session", "User", "Community", "Webhook"} <= recorded
