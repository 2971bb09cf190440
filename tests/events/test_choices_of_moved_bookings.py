"""Choices of sessions when bookings move: they follow if there is room, and warnings list the others."""

from datetime import timedelta
from typing import Any

import pytest

from app.db.outbox import ChangeRow
from app.sessions.tables import SelectedSessionRow, SessionSelectionRow
from tests.builders import stored
from tests.events.dated_event import (
    book,
    change_row,
    choose,
    chosen,
    make_placed,
    make_series,
    rows_of,
)
from tests.events.editing import daily, update
from tests.gateway import Gateway

UPDATE_DATE = """mutation ($uuid: UUID!, $input: UpdateOccurrenceInput!) {
  updateOccurrence(uuid: $uuid, input: $input) {
    warnings { code message path } userErrors { code message path } } }"""
BOOKINGS = ["input", "bookings"]


def left_behind(payload: Any) -> list[tuple[str, list[str]]]:
    return [(each["message"], each["path"]) for each in payload["warnings"] if each["code"] == "SELECTION_NOT_MOVED"]


def exclude(gateway: Gateway, acme: Any, event: Any, target: Any, *days: str) -> Any:
    given = {"type": "DAILY", "exclusions": list(days)}
    return update(gateway, acme, event.id, occurrence=given, bookings="MOVE", moveTo=target["id"])


def test_a_place_in_a_session_is_taken_once(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(4))
    talk = make_placed(gateway, event, dates, capacity=2)
    rows = rows_of(gateway, talk)
    for date in (dates[1], dates[0], dates[0], dates[1], dates[3]):
        choose(gateway, event, book(gateway, acme, date).user_id, rows[date["id"]])
        gateway.clock.advance(timedelta(seconds=1))
    payload = exclude(gateway, acme, event, dates[3], "2026-07-01", "2026-07-02")
    sentence = (
        "“Talk” stays chosen by 3 people on the date before:"
        " it does not take place on the new one, or does not have enough places left."
    )
    assert left_behind(payload) == [(sentence, BOOKINGS)]
    there = [rows[date["id"]]["id"] for date in dates]
    assert sorted(chosen(gateway), key=there.index) == [there[0], there[0], there[1], there[3], there[3]]
    [first, *others] = stored(gateway, SessionSelectionRow, version=2)
    assert others == []
    answered = [change for change in stored(gateway, ChangeRow, direct=True) if change["entity"] == "SessionSelection"]
    assert [(change["kind"], change["entity_id"]) for change in answered] == [("UPDATED", first["id"])]


@pytest.mark.parametrize(
    ("session", "row", "follows"),
    [
        ({"capacity": 1}, {}, True),
        ({"capacity": 1}, {"capacity": 0}, False),
        ({"capacity": 0}, {"capacity": 1}, True),
        ({"capacity": 0, "rsvp": True, "rsvp_capacity": "UNLIMITED"}, {}, True),
        ({"capacity": 0, "rsvp": True, "rsvp_capacity": "UNLIMITED"}, {"rsvp_capacity": "FIXED"}, False),
        ({}, {"enabled": False}, False),
    ],
)
def test_the_capacity_of_the_session_on_the_new_date_counts(
    gateway: Gateway, session: dict[str, Any], row: dict[str, Any], follows: bool
) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(3))
    talk = make_placed(gateway, event, dates, **session)
    rows = rows_of(gateway, talk)
    if row:
        change_row(gateway, rows[dates[2]["id"]], **row)
    choose(gateway, event, book(gateway, acme, dates[0]).user_id, rows[dates[0]["id"]])
    payload = exclude(gateway, acme, event, dates[2], "2026-07-01")
    sentence = "“Talk” stays chosen on the date before: it does not take place on the new one, or has no place left."
    assert left_behind(payload) == ([] if follows else [(sentence, BOOKINGS)])
    assert chosen(gateway) == [rows[dates[2 if follows else 0]["id"]]["id"]]


def test_a_user_with_the_session_on_the_new_date_keeps_one_choice(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(3))
    talk = make_placed(gateway, event, dates, capacity=1)
    rows = rows_of(gateway, talk)
    choose(gateway, event, book(gateway, acme, dates[0]).user_id, rows[dates[0]["id"]], rows[dates[2]["id"]])
    assert left_behind(exclude(gateway, acme, event, dates[2], "2026-07-01")) == []
    assert chosen(gateway) == [rows[dates[2]["id"]]["id"]]


def test_calling_off_a_date_warns_of_choices_that_stay(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(2))
    here = make_placed(gateway, event, dates[:1], "Here")
    both = make_placed(gateway, event, dates, "Both")
    user = book(gateway, acme, dates[0]).user_id
    row, old, new = rows_of(gateway, here)[dates[0]["id"]], *(rows_of(gateway, both)[date["id"]] for date in dates)
    choose(gateway, event, user, row, old)
    sent = {"enabled": False, "bookings": "MOVE", "moveTo": dates[1]["id"]}
    payload = gateway.gql(UPDATE_DATE, gateway.token(acme), uuid=dates[0]["id"], input=sent)["updateOccurrence"]
    sentence = "“Here” stays chosen on the date before: it does not take place on the new one, or has no place left."
    assert left_behind(payload) == [(sentence, BOOKINGS)]
    assert set(chosen(gateway)) == {row["id"], new["id"]}


def test_bookings_that_stay_keep_their_choices(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(3))
    rows = rows_of(gateway, make_placed(gateway, event, dates))
    moves, stays = book(gateway, acme, dates[0]).user_id, book(gateway, acme, dates[1]).user_id
    choose(gateway, event, moves, rows[dates[0]["id"]])
    choose(gateway, event, stays, rows[dates[1]["id"]])
    exclude(gateway, acme, event, dates[2], "2026-07-01")
    assert set(chosen(gateway)) == {rows[dates[1]["id"]]["id"], rows[dates[2]["id"]]["id"]}
    assert len(stored(gateway, SelectedSessionRow)) == 2
