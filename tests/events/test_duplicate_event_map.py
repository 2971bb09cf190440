"""duplicateEvent's map from each object to its copy."""

from uuid import UUID

from app.tickets.tables import TicketRow
from tests.builders import stored
from tests.events.test_duplicate_event import duplicate
from tests.events.whole_event import make_whole_event
from tests.gateway import Gateway


def test_the_map_has_each_object_and_its_copy(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_whole_event(gateway, acme)
    answer = duplicate(gateway, gateway.token(acme), event.id)
    items = answer["idMap"]
    assert items[0] == {
        "type": "Event",
        "oldId": f"Event_{event.id}",
        "newId": f"Event_{answer['event']['uuid']}",
        "oldUuid": str(event.id),
        "newUuid": answer["event"]["uuid"],
    }
    counts = {name: sum(item["type"] == name for item in items) for name in {item["type"] for item in items}}
    assert counts == {
        "Event": 1,
        "Occurrence": 2,
        "Timeslot": 2,
        "AgendaTab": 2,
        "Track": 2,
        "Location": 2,
        "ScheduleDate": 2,
        "Speaker": 2,
        "Session": 2,
        "SessionOccurrence": 2,
        "Ticket": 4,
        "Price": 2,
        "Coupon": 2,
    }
    old = {str(row["id"]): row["name"] for row in stored(gateway, TicketRow, event_id=event.id)}
    new = {str(row["id"]): row["name"] for row in stored(gateway, TicketRow, event_id=UUID(answer["event"]["uuid"]))}
    pairs = {item["oldUuid"]: item["newUuid"] for item in items if item["type"] == "Ticket"}
    assert {key: new[pairs[key]] for key in old} == old


def test_nodes_are_found_by_the_identifiers_of_the_map(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_whole_event(gateway, acme)
    token = gateway.token(acme)
    parts = {"Timeslot", "Price", "Coupon"}
    items = [item for item in duplicate(gateway, token, event.id)["idMap"] if item["type"] not in parts]
    found = gateway.gql(
        "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }",
        token,
        ids=[item[key] for item in items for key in ("oldId", "newId")],
    )["nodes"]
    assert found == [{"__typename": item["type"], "id": item[key]} for item in items for key in ("oldId", "newId")]
