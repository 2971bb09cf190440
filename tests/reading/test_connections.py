"""Relay connections: which rows a page holds, what it says of the rows around it, and what it refuses."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete

from app.events.tables import EventRow
from app.sessions.tables import SessionRow
from tests.builders import SHOW, make_event, make_session
from tests.gateway import START, Gateway
from tests.reading.published import make_published, make_sessions

QUERY = """
query ($event: UUID!, $first: Int, $last: Int, $after: String, $before: String, $order: SessionOrder) {
  event(uuid: $event) {
    sessions(first: $first, last: $last, after: $after, before: $before, orderBy: $order) {
      totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      edges { cursor node { uuid } }
      nodes { uuid }
    }
  }
}
"""
COLUMNS = {"STARTS_ON": "starts_at", "NAME": "name_key"}
ORDERS = [{"field": field, "direction": direction} for field in COLUMNS for direction in ("ASC", "DESC")]


@dataclass
class Listed:
    """An event of seven sessions, some of which start together or have one name."""

    gateway: Gateway
    event: EventRow
    rows: list[SessionRow]

    def ask(self, **variables: Any) -> Any:
        return self.gateway.gql(QUERY, event=self.event.id, **variables)["event"]["sessions"]

    def refuse(self, **variables: Any) -> str:
        """The message of the one error, which is the caller's."""
        (error,) = self.gateway.errors(QUERY, event=self.event.id, **variables)
        assert error["extensions"]["code"] == "BAD_USER_INPUT"
        return str(error["message"])

    def sorted(self, order: dict[str, str]) -> list[str]:
        """The uuids in an order."""
        column = COLUMNS[order["field"]]
        rows = sorted(self.rows, key=lambda row: (getattr(row, column), str(row.id)))
        return [str(row.id) for row in (rows if order["direction"] == "ASC" else rows[::-1])]

    def cursors(self, order: dict[str, str]) -> list[str]:
        return [edge["cursor"] for edge in self.ask(first=100, order=order)["edges"]]


@pytest.fixture
def listed(gateway: Gateway) -> Listed:
    event = make_published(gateway, gateway.organisation())
    rows = [
        make_session(gateway, event, name=name, starts_at=SHOW + timedelta(minutes=minutes))
        for name, minutes in (("e", 0), ("Ä", 1), ("a", 1), ("f", 1), ("b", 2), ("b", 3), ("~", 3))
    ]
    make_session(gateway, event, name="aa", starts_at=SHOW + timedelta(minutes=1), status="INACTIVE")
    return Listed(gateway, event, rows)


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: f"{order['field']} {order['direction']}")
def test_every_page_and_what_it_says_of_the_rows_around_it(listed: Listed, order: dict[str, str]) -> None:
    uuids, cursors = listed.sorted(order), listed.cursors(order)
    places = [None, 0, 2, 3, 6]
    for after, before, size, way in product(places, places, (1, 3, 7, 100), ("first", "last")):
        lower = 0 if after is None else after + 1
        upper = len(uuids) if before is None else before
        span = list(range(lower, upper))
        page = span[:size] if way == "first" else span[-size:]
        given = {
            "after": None if after is None else cursors[after],
            "before": None if before is None else cursors[before],
            way: size,
        }
        assert listed.ask(order=order, **given) == {
            "totalCount": 7,
            "pageInfo": {
                "hasNextPage": before is not None or (way == "first" and len(span) > size),
                "hasPreviousPage": after is not None or (way == "last" and len(span) > size),
                "startCursor": cursors[page[0]] if page else None,
                "endCursor": cursors[page[-1]] if page else None,
            },
            "edges": [{"cursor": cursors[at], "node": {"uuid": uuids[at]}} for at in page],
            "nodes": [{"uuid": uuids[at]} for at in page],
        }, given


def test_a_page_is_the_same_whatever_else_is_selected(listed: Listed) -> None:
    order = ORDERS[0]
    cursor = listed.cursors(order)[4]
    for arguments in ("first: 3", "last: 3", f'last: 2, before: "{cursor}"', f'first: 2, after: "{cursor}"'):
        whole = "{ nodes { uuid } edges { node { uuid } } pageInfo { hasNextPage } }"
        pages = [
            listed.gateway.gql(f'{{ event(uuid: "{listed.event.id}") {{ sessions({arguments}) {selection} }} }}')[
                "event"
            ]["sessions"]
            for selection in (whole, "{ nodes { uuid } }", "{ edges { node { uuid } } }")
        ]
        nodes = [edge["node"] for edge in pages[2]["edges"]]
        assert nodes == pages[1]["nodes"] == pages[0]["nodes"] == [edge["node"] for edge in pages[0]["edges"]]


def test_a_page_has_twenty_items_by_default(gateway: Gateway) -> None:
    event = make_published(gateway, gateway.organisation())
    make_sessions(gateway, event, 101)
    for given, names in (
        ({}, range(1, 21)),
        ({"first": None, "last": None}, range(1, 21)),
        ({"first": 100}, range(1, 101)),
        ({"last": 100}, range(2, 102)),
    ):
        query = "query($u: UUID!, $first: Int, $last: Int) { event(uuid: $u) { sessions(first: $first, last: $last)"
        found = gateway.gql(query + " { nodes { name } } } }", u=event.id, **given)["event"]["sessions"]["nodes"]
        assert [node["name"] for node in found] == [f"Talk {number:04}" for number in names]


@pytest.mark.parametrize("way", ["first", "last"])
@pytest.mark.parametrize("size", [0, -1, 101, 2**31 - 1, -(2**31)])
def test_a_page_has_between_one_and_a_hundred_items(listed: Listed, way: str, size: int) -> None:
    assert listed.refuse(**{way: size}) == f"`{way}` must be between 1 and 100."
    literal = f'{{ event(uuid: "{listed.event.id}") {{ sessions({way}: {size}) {{ totalCount }} }} }}'
    (error,) = listed.gateway.errors(literal)
    assert (error["message"], error["path"]) == (f"`{way}` must be between 1 and 100.", ["event"])


def test_a_number_beyond_an_int_is_bad_input(listed: Listed) -> None:
    assert "Int cannot represent non 32-bit signed integer" in listed.refuse(first=2**31)


def test_first_and_last_together_are_bad_input(listed: Listed) -> None:
    assert listed.refuse(first=1, last=1) == "Ask for `first` or `last`, not for both."
    assert len(listed.ask(first=1, last=None)["nodes"]) == 1


def garbage(cursor: str) -> list[str]:
    """What is no cursor of the sessions by start, although some of it looks like one."""
    decoded = bytes.fromhex(cursor).decode()
    tag, sort, key = decoded.split("~")
    spelt = [
        f"{tag}~{sort}",
        f"~{sort}~{key}",
        f"{tag}~{key}",
        f"{tag}~{sort}~x",
        f"{tag}~\0~{key}",
        f"NAME~{sort}~{key}",
    ]
    return [
        "",
        "x",
        "00",
        "é",
        cursor[:-1],
        cursor + "00",
        "FF" * 20,
        "' OR 1=1",
        *(text.encode().hex() for text in spelt),
    ]


@pytest.mark.parametrize("name", ["after", "before"])
def test_an_invalid_cursor_is_bad_input(listed: Listed, name: str) -> None:
    for text in garbage(listed.cursors(ORDERS[0])[0]):
        assert listed.refuse(**{name: text}) == f"`{name}` is not a cursor of this list in this order.", text


def test_a_cursor_of_another_order_is_bad_input(listed: Listed) -> None:
    by_start, by_name = listed.cursors(ORDERS[0])[3], listed.cursors(ORDERS[2])[3]
    message = "`after` is not a cursor of this list in this order."
    assert listed.refuse(after=by_name) == message
    assert listed.refuse(after=by_start, order=ORDERS[2]) == message


def test_a_cursor_works_the_other_way_round_of_its_order(listed: Listed) -> None:
    asc, desc = ORDERS[:2]
    cursor = listed.cursors(asc)[2]
    assert [node["uuid"] for node in listed.ask(after=cursor, order=desc)["nodes"]] == listed.sorted(asc)[:2][::-1]


def test_the_cursor_of_a_row_that_is_gone_still_marks_its_place(listed: Listed) -> None:
    order = ORDERS[0]
    uuids, cursors = listed.sorted(order), listed.cursors(order)
    gone = delete(SessionRow).where(SessionRow.id == UUID(uuids[3]))  # type: ignore[arg-type]
    listed.gateway.write(lambda db: db.execute(gone))
    page = listed.ask(first=2, after=cursors[3])
    assert [node["uuid"] for node in page["nodes"]] == uuids[4:6]
    assert page["totalCount"] == 6
    assert page["pageInfo"]["hasPreviousPage"] is True
    page = listed.ask(last=100, before=cursors[3])
    assert [node["uuid"] for node in page["nodes"]] == uuids[:3]
    assert page["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "startCursor": cursors[0],
        "endCursor": cursors[2],
    }


def test_a_cursor_beyond_the_ends_of_the_list_says_so(listed: Listed) -> None:
    early, late = (f"STARTS_ON~{text}~00000000-0000-0000-0000-000000000000".encode().hex() for text in ("0001", "9999"))
    page = listed.ask(after=early)
    assert len(page["nodes"]) == 7
    assert page["pageInfo"]["hasPreviousPage"] is False
    page = listed.ask(before=early)
    assert page["nodes"] == []
    nowhere = {"startCursor": None, "endCursor": None}
    assert page["pageInfo"] == {"hasNextPage": True, "hasPreviousPage": False} | nowhere
    assert listed.ask(after=late)["pageInfo"] == {"hasNextPage": False, "hasPreviousPage": True} | nowhere


COUNTED = """
  totalCount
  nodes { __typename }
  countUpTo(limit: $l) { count more type: __typename }
  one: countUpTo(limit: 1) { more }
"""


def test_rows_are_counted_only_if_the_count_is_selected(listed: Listed) -> None:
    def statement(selection: str) -> str:
        query = f'{{ event(uuid: "{listed.event.id}") {{ sessions {{ {selection} }} }} }}'
        with listed.gateway.statements() as seen:
            listed.gateway.gql(query)
        (sql,) = seen
        return sql

    counting = "(SELECT count(*) FROM session"
    assert counting not in statement("nodes { uuid } edges { cursor } pageInfo { hasNextPage hasPreviousPage }")
    assert statement("nodes { uuid } pageInfo { hasNextPage } totalCount").count(counting) == 1
    assert " LIMIT " not in statement("totalCount")
    assert "row_number" not in statement("nodes { uuid }")


def test_a_count_alone_still_checks_the_arguments(listed: Listed) -> None:
    for given in ({"first": 0}, {"last": 101}, {"after": "x"}, {"before": "x"}):
        query = QUERY[: QUERY.index("pageInfo {")] + "} } }"
        (error,) = listed.gateway.errors(query, event=listed.event.id, **given)
        assert error["extensions"]["code"] == "BAD_USER_INPUT", given


@pytest.mark.parametrize("limit", [1, 6, 7, 8, 10_000])
def test_a_count_stops_at_its_limit(listed: Listed, limit: int) -> None:
    """There are seven."""
    query = f"query($e: UUID!, $l: Int!) {{ event(uuid: $e) {{ sessions(first: 1) {{ {COUNTED} }} }} }}"
    data = listed.gateway.gql(query, e=listed.event.id, l=limit)
    assert data["event"]["sessions"] == {
        "totalCount": 7,
        "nodes": [{"__typename": "Session"}],
        "countUpTo": {"count": min(7, limit), "more": limit < 7, "type": "BoundedCount"},
        "one": {"more": True},
    }


@pytest.mark.parametrize("limit", [0, -1, 10_001, 2**31 - 1])
def test_a_limit_of_a_count_has_bounds(listed: Listed, limit: int) -> None:
    query = "query($e: UUID!, $l: Int!) { event(uuid: $e) { sessions { countUpTo(limit: $l) { count } } } }"
    (error,) = listed.gateway.errors(query, e=listed.event.id, l=limit)
    assert error["message"] == "`limit` must be between 1 and 10,000."
    assert (error["extensions"]["code"], error["path"]) == ("BAD_USER_INPUT", ["event"])


def test_a_count_up_to_a_limit_reads_one_row_more(listed: Listed) -> None:
    query = f'{{ event(uuid: "{listed.event.id}") {{ sessions {{ countUpTo(limit: 3) {{ count more }} }} }} }}'
    with listed.gateway.statements() as statements:
        listed.gateway.gql(query)
    (sql,) = statements
    assert "(SELECT 1 FROM session" in sql
    assert sql.count(" LIMIT ") == 1
    assert "row_number" not in sql


def test_a_list_without_rows_is_empty(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, lifecycle="PUBLISHED", published_at=START, listing_enabled=False)
    page = (
        "{ totalCount nodes { uuid } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }"
    )
    nothing = {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None}
    empty = {"totalCount": 0, "nodes": [], "edges": [], "pageInfo": nothing}
    for argument in ("", "(first: 5)", "(last: 5)"):
        lists = " ".join(f"{name}{argument} {page}" for name in ("occurrences", "sessions", "speakers"))
        query = f"query($u: UUID!, $o: UUID!) {{ event(uuid: $u) {{ {lists} tickets {{ uuid }} tracks {{ uuid }} }}"
        query += f" organisation(uuid: $o) {{ events{argument} {page} }} events{argument} {page} }}"
        data = gateway.gql(query, u=event.id, o=acme.uuid)
        parts = {"occurrences": empty, "sessions": empty, "speakers": empty, "tickets": [], "tracks": []}
        assert data == {"event": parts, "organisation": {"events": empty}, "events": empty}


def test_two_aliases_of_a_list_are_two_lists(listed: Listed) -> None:
    uuids = listed.sorted(ORDERS[0])
    query = """query($u: UUID!) { event(uuid: $u) {
        a: sessions(first: 2) { nodes { uuid } } b: sessions(last: 2) { nodes { uuid } c: totalCount } } }"""
    assert listed.gateway.gql(query, u=listed.event.id)["event"] == {
        "a": {"nodes": [{"uuid": uuid} for uuid in uuids[:2]]},
        "b": {"nodes": [{"uuid": uuid} for uuid in uuids[-2:]], "c": 7},
    }
