"""What of a broken file is refused, and where the fault is said to be."""

import json
from typing import Any

import pytest

from app.core.problems import Path, ProblemCode, Refused
from tests.importing.documents import FRAB, GONE, frab, frab_day, programme

CONFERENCE = ("schedule", "conference")
DAY = (*CONFERENCE, "days", "0")
SESSION = (*DAY, "rooms", "Curie", "0")


def faults(text: str, organisation_timezone: str = "Europe/Vienna") -> list[tuple[str, Path]]:
    with pytest.raises(Refused) as refused:
        programme(text, organisation_timezone)
    return [(problem.code.value, problem.path) for problem in refused.value.problems]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"schedule": NaN}',
        "[" * 200_000,
        '{"schedule": ' + "9" * 5_000 + "}",
        "<schedule/>",
    ],
)
def test_text_that_is_no_json_object_is_refused_as_a_whole(text: str) -> None:
    assert faults(text) == [("INVALID", ())]


def test_the_position_of_a_json_error_is_reported() -> None:
    with pytest.raises(Refused, match="line 2 column 3"):
        programme('{"schedule":\n  oops}')


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({}, ("REQUIRED", ("schedule",))),
        ({"schedule": None}, ("REQUIRED", ("schedule",))),
        ({"schedule": []}, ("INVALID", ("schedule",))),
        ({"schedule": {"conference": "x"}}, ("INVALID", CONFERENCE)),
    ],
)
def test_a_file_without_its_frame_is_refused(document: Any, expected: tuple[str, Path]) -> None:
    assert faults(json.dumps(document)) == [expected]


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"title": GONE}, "REQUIRED", ("title",)),
        ({"title": 2019}, "INVALID", ("title",)),
        ({"time_zone_name": "Mars/Olympus"}, "UNKNOWN_TIMEZONE", ("time_zone_name",)),
        ({"days": GONE}, "REQUIRED", ("days",)),
        ({"days": []}, "REQUIRED", ("days",)),
        ({"days": {"0": {}}}, "INVALID", ("days",)),
        ({"days": ["2019-08-21"]}, "INVALID", ("days", "0")),
        ({"tracks": 7}, "INVALID", ("tracks",)),
        ({"tracks": [7]}, "INVALID", ("tracks", "0")),
        ({"tracks": {"CCC": 7}}, "INVALID", ("tracks", "CCC")),
        ({"rooms": {"a\0b": {}}}, "INVALID", ("rooms", "a\0b")),
        ({"rooms": [{"name": "Curie", "description": []}]}, "INVALID", ("rooms", "0", "description")),
        ({"tracks": [{"name": str(n)} for n in range(500)]}, "TOO_MANY", ("tracks",)),
        ({"rooms": [str(n) for n in range(500)]}, "TOO_MANY", ("rooms",)),
    ],
)
def test_a_fault_of_the_conference_is_refused_with_its_path(changes: dict[str, Any], code: str, path: Path) -> None:
    assert faults(frab(changes)) == [(code, (*CONFERENCE, *path))]


@pytest.mark.parametrize(
    ("day", "code", "path"),
    [
        ({"date": GONE}, "REQUIRED", ("date",)),
        ({"date": "21.08.2019"}, "INVALID", ("date",)),
        ({"date": "2019-02-30"}, "INVALID", ("date",)),
        ({"date": "0001-01-01"}, "OUT_OF_RANGE", ("date",)),
        ({"date": "9999-12-31"}, "OUT_OF_RANGE", ("date",)),
        ({"day_start": "soon"}, "INVALID", ("day_start",)),
        ({"day_end": "0001-01-01T00:00:00+14:00"}, "OUT_OF_RANGE", ("day_end",)),
        ({"day_end": "2019-08-21T09:00:00+02:00"}, "OUT_OF_RANGE", ("day_end",)),
        ({"rooms": 3}, "INVALID", ("rooms",)),
        ({"rooms": {"Curie": {}}}, "INVALID", ("rooms", "Curie")),
        ({"rooms": {"Curie": [None]}}, "INVALID", ("rooms", "Curie", "0")),
        ({"rooms": [{"name": "Curie", "talks": 3}]}, "INVALID", ("rooms", "0", "talks")),
        ({"rooms": {"\ud800": []}}, "INVALID", ("rooms", "?")),
    ],
)
def test_a_fault_of_a_day_is_refused_with_its_path(day: dict[str, Any], code: str, path: Path) -> None:
    assert faults(frab_day(**day)) == [(code, (*DAY, *path))]


@pytest.mark.parametrize(
    ("fields", "code", "path"),
    [
        ({"title": ""}, "REQUIRED", ("title",)),
        ({"title": "a\0b"}, "INVALID", ("title",)),
        ({"abstract": "half \udc00"}, "INVALID", ("abstract",)),
        ({"abstract": 5}, "INVALID", ("abstract",)),
        ({"start": "25:00"}, "INVALID", ("start",)),
        ({"start": "noon"}, "INVALID", ("start",)),
        ({"start": GONE, "date": GONE}, "REQUIRED", ("start",)),
        ({"start": GONE, "date": "2019-08-21"}, "REQUIRED", ("start",)),
        ({"start": "12:00"}, "TIMES_DISAGREE", ("start",)),
        ({"start": "2019-08-21T12:00:00+02:00"}, "TIMES_DISAGREE", ("start",)),
        ({"date": "2019-08-21T11:00:00-04:00"}, "TIMES_DISAGREE", ("start",)),
        ({"date": "2019-13-21T11:00:00+02:00"}, "INVALID", ("date",)),
        ({"date": "2019-8-21"}, "INVALID", ("date",)),
        ({"date": "9999-12-31T23:00:00-04:00"}, "OUT_OF_RANGE", ("date",)),
        ({"date": "2019-03-31T02:30:00", "start": "02:30"}, "NONEXISTENT_LOCAL_TIME", ("date",)),
        ({"duration": GONE}, "REQUIRED", ("duration",)),
        ({"duration": "00:00"}, "OUT_OF_RANGE", ("duration",)),
        ({"duration": -5}, "INVALID", ("duration",)),
        ({"duration": True}, "INVALID", ("duration",)),
        ({"duration": "half an hour"}, "INVALID", ("duration",)),
        ({"duration": "366:00:01"}, "OUT_OF_RANGE", ("duration",)),
        ({"persons": "jinxx"}, "INVALID", ("persons",)),
        ({"persons": [7]}, "INVALID", ("persons", "0")),
        ({"links": [{"url": 7}]}, "INVALID", ("links", "0", "url")),
        ({"attachments": {}}, "INVALID", ("attachments",)),
    ],
)
def test_a_fault_of_a_session_is_refused_with_its_path(fields: dict[str, Any], code: str, path: Path) -> None:
    assert faults(frab(**fields)) == [(code, (*SESSION, *path))]


def test_a_repeated_key_is_refused() -> None:
    text = json.dumps(FRAB).replace('"title": "Opening"', '"title": "Opening", "title": "Closing"')
    assert faults(text) == [("INVALID", (*SESSION, "title"))]


def test_more_than_a_year_is_no_programme() -> None:
    days = [{"date": "2019-01-01"}, {"date": "2020-01-02"}]
    assert faults(frab({"days": days})) == [("OUT_OF_RANGE", (*CONFERENCE, "days"))]
    assert programme(frab({"days": [{"date": "2019-01-01"}, {"date": "2020-01-01"}]})).minutes == 366 * 1440


def test_a_guessed_zone_that_the_offsets_deny_is_refused_once() -> None:
    text = frab({"time_zone_name": GONE})
    assert faults(text, "Australia/Sydney") == [("REQUIRED", (*CONFERENCE, "time_zone_name"))]


def test_all_faults_are_reported_at_once() -> None:
    text = frab_day([{}, {"title": "", "duration": "x"}, {"start": "99:99"}], date="yesterday")
    assert faults(text) == [
        ("INVALID", (*DAY, "date")),
        ("REQUIRED", (*DAY, "rooms", "Curie", "1", "title")),
        ("INVALID", (*DAY, "rooms", "Curie", "1", "duration")),
        ("INVALID", (*DAY, "rooms", "Curie", "2", "start")),
    ]


def test_at_most_fifty_faults_are_reported() -> None:
    found = faults(frab_day([{"duration": "x"}] * 60))
    assert len(found) == 50
    assert found[-1] == (ProblemCode.INVALID.value, (*DAY, "rooms", "Curie", "49", "duration"))
