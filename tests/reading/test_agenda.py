"""Sessions in their dates: each with the times, the day and the track of that date, wherever it is listed."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.db.outbox import ChangeKind, record
from app.events.tables import EventRow
from app.occurrences.tables import OccurrenceRow
from app.sessions.tables import SelectedSessionRow, SessionSelectionRow, SessionSpeakerRow
from tests.builders import (
    SHOW,
    make_agenda_tab,
    make_event,
    make_link,
    make_location,
    make_occurrence,
    make_row,
    make_schedule_date,
    make_session,
    make_session_row,
    make_speaker,
    make_track,
)
from tests.gateway import START, Gateway, Organisation
from tests.subscribing import subscribed
from tests.user_builders import make_user

DAY = timedelta(days=1)
WHEN = "{ utc local timezone }"


@pytest.fixture
def acme(gateway: Gateway) -> Organisation:
    return gateway.organisation()


@pytest.fixture
def event(gateway: Gateway, acme: Organisation) -> EventRow:
    return make_event(gateway, acme, lifecycle="PUBLISHED", published_at=START)


def make_dates(gateway: Gateway, event: EventRow, count: int, **columns: Any) -> list[OccurrenceRow]:
    return [make_occurrence(gateway, event, starts_at=SHOW + number * DAY, **columns) for number in range(count)]


def when(utc: str, local: str) -> dict[str, str]:
    return {"utc": utc, "local": local, "timezone": "Australia/Sydney"}


def names(gateway: Gateway, event: EventRow, arguments: str = "", token: str | None = None) -> list[str]:
    query = f"query($u: UUID!) {{ event(uuid: $u) {{ agenda{arguments} {{ nodes {{ name }} }} }} }}"
    return [node["name"] for node in gateway.gql(query, token, u=event.id)["event"]["agenda"]["nodes"]]


def test_each_date_answers_the_times_of_its_own_day(gateway: Gateway, event: EventRow) -> None:
    session = make_session(gateway, event, offset_seconds=3600, starts_at=SHOW + timedelta(hours=1), capacity=9)
    dates = make_dates(gateway, event, 2)
    rows = [make_session_row(gateway, session, date) for date in dates]
    moved = make_session_row(
        gateway,
        make_session(gateway, event, name="Doors"),
        dates[1],
        starts_at=SHOW + DAY + timedelta(minutes=5),
        capacity=4,
        rsvp_capacity="FIXED",
    )
    query = f"""query($u: UUID!) {{ event(uuid: $u) {{ occurrences {{ nodes {{ sessions {{ totalCount nodes {{
        uuid name kind durationMinutes startsOn {WHEN} endsOn {WHEN} enabled cancellationReason capacity rsvpCapacity
        occurrence {{ uuid }} session {{ uuid capacity }} version }} }} }} }} }} }}"""
    first, second = gateway.gql(query, u=event.id)["event"]["occurrences"]["nodes"]
    opening: dict[str, Any] = {
        "uuid": str(rows[0].id),
        "name": "Opening",
        "kind": "GENERAL",
        "durationMinutes": 60,
        "startsOn": when("2026-07-01T09:00:00Z", "2026-07-01T19:00:00"),
        "endsOn": when("2026-07-01T10:00:00Z", "2026-07-01T20:00:00"),
        "enabled": True,
        "cancellationReason": None,
        "capacity": None,
        "rsvpCapacity": None,
        "occurrence": {"uuid": str(dates[0].id)},
        "session": {"uuid": str(session.id), "capacity": 9},
        "version": 1,
    }
    assert first["sessions"] == {"totalCount": 1, "nodes": [opening]}
    doors = opening | {
        "uuid": str(moved.id),
        "name": "Doors",
        "startsOn": when("2026-07-02T08:05:00Z", "2026-07-02T18:05:00"),
        "endsOn": when("2026-07-02T09:05:00Z", "2026-07-02T19:05:00"),
        "capacity": 4,
        "rsvpCapacity": "FIXED",
        "occurrence": {"uuid": str(dates[1].id)},
        "session": {"uuid": str(moved.session_id), "capacity": None},
    }
    later = opening | {
        "uuid": str(rows[1].id),
        "startsOn": when("2026-07-02T09:00:00Z", "2026-07-02T19:00:00"),
        "endsOn": when("2026-07-02T10:00:00Z", "2026-07-02T20:00:00"),
        "occurrence": {"uuid": str(dates[1].id)},
    }
    assert second["sessions"] == {"totalCount": 2, "nodes": [doors, later]}
    query = "query($u: UUID!) { session(uuid: $u) { dates { nodes { uuid } } } }"
    assert gateway.gql(query, u=session.id)["session"]["dates"]["nodes"] == [{"uuid": str(row.id)} for row in rows]


def test_what_is_called_off_says_so_by_itself_or_with_its_date(gateway: Gateway, event: EventRow) -> None:
    (held,) = make_dates(gateway, event, 1)
    off = make_occurrence(gateway, event, starts_at=SHOW + DAY, enabled=False, cancellation_reason="Storm")
    for name, date, columns in (
        ("held", held, {}),
        ("ill", held, {"enabled": False, "cancellation_reason": "The speaker is ill"}),
        ("off", held, {"enabled": False}),
        ("storm", off, {}),
        ("both", off, {"enabled": False, "cancellation_reason": "No room"}),
    ):
        make_session_row(gateway, make_session(gateway, event, name=name), date, **columns)
    query = "query($u: UUID!) { event(uuid: $u) { agenda { nodes { name enabled cancellationReason } } } }"
    nodes = gateway.gql(query, u=event.id)["event"]["agenda"]["nodes"]
    assert {node["name"]: (node["enabled"], node["cancellationReason"]) for node in nodes} == {
        "held": (True, None),
        "ill": (False, "The speaker is ill"),
        "off": (False, None),
        "storm": (False, "Storm"),
        "both": (False, "No room"),
    }
    assert names(gateway, event, "(enabled: true)") == ["held"]
    assert sorted(names(gateway, event, "(enabled: false)")) == ["both", "ill", "off", "storm"]
    assert len(names(gateway, event, "(enabled: null)")) == 5


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("", ["early", "late", "next"]),
        # Half-open: what ends at `from` is over, and what starts at `until` is yet to come.
        ('(from: "2026-07-01T09:00:00Z")', ["late", "next"]),
        ('(from: "2026-07-01T08:59:59Z")', ["early", "late", "next"]),
        ('(until: "2026-07-01T10:00:00Z")', ["early"]),
        ('(until: "2026-07-01T10:00:01Z")', ["early", "late"]),
        ('(from: "2026-07-01T10:30:00Z", until: "2026-07-02T08:00:00Z")', ["late"]),
        ('(from: "2026-07-01T18:59:59", until: null)', ["next"]),
        ("(orderBy: {field: STARTS_ON, direction: DESC})", ["next", "late", "early"]),
        ("(first: 1)", ["early"]),
        ("(last: 1, from: null)", ["next"]),
        ("(kind: ADDITIONAL)", ["late"]),
        ("(kind: PRIVATE)", []),
    ],
)
def test_the_agenda_is_narrowed_down_by_time_and_kind(
    gateway: Gateway, event: EventRow, arguments: str, expected: list[str]
) -> None:
    first, second = make_dates(gateway, event, 2)
    make_session_row(gateway, make_session(gateway, event, name="next"), second)
    late = make_session(gateway, event, name="late", kind="ADDITIONAL", starts_at=SHOW + timedelta(hours=2))
    make_session_row(gateway, late, first)
    make_session_row(gateway, make_session(gateway, event, name="early"), first)
    make_session_row(gateway, make_session(gateway, event, name="secret", kind="PRIVATE"), first)
    assert names(gateway, event, arguments) == expected


def test_the_agenda_is_narrowed_down_by_what_arranges_it(gateway: Gateway, event: EventRow) -> None:
    dates = make_dates(gateway, event, 2)
    tab = make_agenda_tab(gateway, event)
    day = make_schedule_date(gateway, event, agenda_tab_id=tab.id)
    bound, free = make_track(gateway, event, schedule_date_id=day.id), make_track(gateway, event)
    hall, ada = make_location(gateway, event), make_speaker(gateway, event)
    talk = make_session(gateway, event, name="talk", track_id=bound.id, location_id=hall.id)
    make_link(gateway, SessionSpeakerRow, session_id=talk.id, speaker_id=ada.id)
    other = make_session(gateway, event, name="other", track_id=free.id, offset_seconds=3600)
    on_day = make_session_row(gateway, talk, dates[0], schedule_date_id=day.id)
    elsewhere = make_session_row(gateway, talk, dates[1])
    for date in dates:
        make_session_row(gateway, other, date)
    query = """query($u: UUID!) { event(uuid: $u) { agenda { nodes { uuid track { uuid } location { uuid }
        speakers { uuid } scheduleDate { uuid } } } } }"""
    nodes = {node.pop("uuid"): node for node in gateway.gql(query, u=event.id)["event"]["agenda"]["nodes"]}
    same = {"location": {"uuid": str(hall.id)}, "speakers": [{"uuid": str(ada.id)}]}
    # A track of one day is not the session's on another day.
    assert nodes[str(on_day.id)] == same | {"track": {"uuid": str(bound.id)}, "scheduleDate": {"uuid": str(day.id)}}
    assert nodes[str(elsewhere.id)] == same | {"track": None, "scheduleDate": None}
    for argument, uuid, expected in (
        ("trackUuid", bound.id, ["talk"]),
        ("trackUuid", free.id, ["other", "other"]),
        ("locationUuid", hall.id, ["talk", "talk"]),
        ("speakerUuid", ada.id, ["talk", "talk"]),
        ("scheduleDateUuid", day.id, ["talk"]),
        ("agendaTabUuid", tab.id, ["talk"]),
        ("occurrenceUuid", dates[1].id, ["talk", "other"]),
        ("occurrenceUuid", uuid4(), []),
    ):
        assert names(gateway, event, f'({argument}: "{uuid}")') == expected, argument
    ways = """query($ids: [ID!]!) { nodes(ids: $ids) {
        ... on Track { sessions { nodes { name } } agenda { nodes { name } } }
        ... on Location { sessions { nodes { name } } agenda { nodes { name } } }
        ... on Speaker { sessions { nodes { name } } agenda { nodes { name } } }
        ... on ScheduleDate { sessions { nodes { name } } agenda { nodes { name } } }
        ... on AgendaTab { sessions { nodes { name } } } } }"""
    parts = (("Track", bound), ("Track", free), ("Location", hall), ("Speaker", ada), ("ScheduleDate", day))
    found = gateway.gql(ways, ids=[*(f"{kind}_{row.id}" for kind, row in parts), f"AgendaTab_{tab.id}"])["nodes"]

    def listed(sessions: list[str], agenda: list[str]) -> dict[str, Any]:
        return {
            name: {"nodes": [{"name": each} for each in each_of]}
            for name, each_of in (("sessions", sessions), ("agenda", agenda))
        }

    assert found == [
        listed(["talk"], ["talk"]),
        listed(["other"], ["other", "other"]),
        listed(["talk"], ["talk", "talk"]),
        listed(["talk"], ["talk", "talk"]),
        listed(["talk"], ["talk"]),
        {"sessions": {"nodes": [{"name": "talk"}]}},
    ]


def test_a_day_has_the_sessions_that_are_on_it_with_any_date(gateway: Gateway, event: EventRow) -> None:
    dates = make_dates(gateway, event, 2)
    night = SHOW.replace(hour=18)
    day = make_schedule_date(gateway, event, starts_at=night, ends_at=night + DAY)
    twice = make_session(gateway, event, name="second date")
    make_session_row(gateway, twice, dates[0])
    make_session_row(gateway, twice, dates[1], schedule_date_id=day.id)
    # Filed under it, but on none of its dates: the rows decide.
    moved = make_session(gateway, event, name="moved", schedule_date_id=day.id)
    make_session_row(gateway, moved, dates[0])
    make_session(gateway, event, name="without dates", schedule_date_id=day.id)
    query = f"""query($u: UUID!, $e: UUID!) {{
        scheduleDate(uuid: $u) {{ startsOn {WHEN} endsOn {WHEN} sessions {{ nodes {{ name }} }} }}
        event(uuid: $e) {{ sessions(filter: {{scheduleDateUuid: $u}}) {{ nodes {{ name }} }} }} }}"""
    answer = gateway.gql(query, u=day.id, e=event.id)
    assert answer["scheduleDate"]["startsOn"] == when("2026-07-01T18:00:00Z", "2026-07-02T04:00:00")
    assert answer["scheduleDate"]["endsOn"] == when("2026-07-02T18:00:00Z", "2026-07-03T04:00:00")
    for sessions in (answer["scheduleDate"]["sessions"], answer["event"]["sessions"]):
        assert sorted(node["name"] for node in sessions["nodes"]) == ["second date", "without dates"]


def test_a_selection_names_each_session_once_and_the_dates_it_is_chosen_on(
    gateway: Gateway, acme: Organisation, event: EventRow
) -> None:
    dates = make_dates(gateway, event, 3)
    series, free = make_session(gateway, event, name="series"), make_session(gateway, event, name="free")
    rows = [make_session_row(gateway, series, date) for date in dates]
    user = make_user(gateway, acme)
    selection = make_row(gateway, SessionSelectionRow, event, user_id=user.id)
    chosen: list[tuple[UUID, UUID | None]] = [(series.id, rows[2].id), (series.id, rows[0].id), (free.id, None)]
    for session, row in chosen:
        link = {"selection_id": selection.id, "session_id": session, "session_occurrence_id": row}
        make_link(gateway, SelectedSessionRow, **link)
    query = """query($u: UUID!) { event(uuid: $u) {
        sessionSelections { nodes { sessions { name selectedCount } dates { uuid selectedCount } } }
        agenda { nodes { selectedCount } } } }"""
    answer = gateway.gql(query, gateway.token(acme), u=event.id)["event"]
    (found,) = answer["sessionSelections"]["nodes"]
    assert sorted((node["name"], node["selectedCount"]) for node in found["sessions"]) == [("free", 1), ("series", 1)]
    assert found["dates"] == [{"uuid": str(rows[number].id), "selectedCount": 1} for number in (0, 2)]
    assert answer["agenda"]["nodes"] == [{"selectedCount": count} for count in (1, 0, 1)]


def test_a_change_of_one_date_is_among_the_changes_of_the_agenda(gateway: Gateway, event: EventRow) -> None:
    (date,) = make_dates(gateway, event, 1)
    row = make_session_row(gateway, make_session(gateway, event), date)
    follow = """subscription($uuid: UUID!) { agendaChanged(eventUuid: $uuid) { nodes {
        ... on SessionOccurrence { uuid name startsOn { utc } } } } }"""
    with subscribed(gateway, follow, uuid=event.id) as stream:
        owned: dict[str, Any] = {"organisation_id": event.organisation_id, "event_id": event.id, "at": START}
        gateway.write(lambda db: record(db, ChangeKind.UPDATED, "SessionOccurrence", row.id, **owned))
        (node,) = stream.next()["agendaChanged"]["nodes"]
    assert node == {"uuid": str(row.id), "name": "Opening", "startsOn": {"utc": "2026-07-01T08:00:00Z"}}
