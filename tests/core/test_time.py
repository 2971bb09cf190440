"""Instants and local times as text, in every accepted spelling and no other."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from app.core.time import (
    from_local_text,
    from_utc_text,
    in_range,
    local_of,
    parse_date,
    parse_instant,
    parse_local,
    parse_time,
    to_local_text,
    to_utc_text,
)


def at(*parts: int) -> datetime:
    year, month, day, hour, minute, second = (*parts, 0, 0, 0)[:6]
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2035-01-23 13:00", at(2035, 1, 23, 13)),
        ("2035-01-23 13:00:07", at(2035, 1, 23, 13, 0, 7)),
        ("2035-01-23T13:00", at(2035, 1, 23, 13)),
        ("2035-01-23T13:00:07", at(2035, 1, 23, 13, 0, 7)),
        ("2035-01-23T13:00:07Z", at(2035, 1, 23, 13, 0, 7)),
        ("2035-01-23t13:00:07z", at(2035, 1, 23, 13, 0, 7)),
        ("2035-01-23T13:00Z", at(2035, 1, 23, 13)),
        ("2035-01-23T13:00:07+00:00", at(2035, 1, 23, 13, 0, 7)),
        ("2035-01-23T13:00:07-00:00", at(2035, 1, 23, 13, 0, 7)),
        ("2035-01-24T00:00:00+11:00", at(2035, 1, 23, 13)),
        ("2035-01-23T18:45:00+05:45", at(2035, 1, 23, 13)),
        ("2035-01-24T03:00:00+14:00", at(2035, 1, 23, 13)),
        ("2035-01-23T01:00:00-12:00", at(2035, 1, 23, 13)),
        ("2035-01-23T09:30:00-03:30", at(2035, 1, 23, 13)),
        ("2035-01-23T13:00:07.1Z", at(2035, 1, 23, 13, 0, 7)),
        ("2035-01-23T13:00:07.999999999Z", at(2035, 1, 23, 13, 0, 7)),
        ("2035-01-23 13:00:07.123456789", at(2035, 1, 23, 13, 0, 7)),
        ("2028-02-29T00:00:00Z", at(2028, 2, 29)),
        ("0001-01-01T00:00:00Z", at(1, 1, 1)),
        ("9999-12-31T23:59:59Z", at(9999, 12, 31, 23, 59, 59)),
    ],
)
def test_an_instant_is_parsed_in_every_spelling(text: str, instant: datetime) -> None:
    assert parse_instant(text) == instant
    assert parse_instant(text).tzinfo is UTC
    assert to_utc_text(parse_instant(text)) == to_utc_text(instant)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2026-01-01T00:00:60Z", "The second must be from 0 to 59, not 60."),
        ("2026-01-01T00:60:00Z", "The minute must be from 0 to 59, not 60."),
        ("2026-01-01T24:00:00Z", "The hour must be from 0 to 23, not 24."),
        ("2026-13-01T00:00:00Z", "The month must be from 1 to 12, not 13."),
        ("2026-00-01T00:00:00Z", "The month must be from 1 to 12, not 00."),
        ("2026-01-32T00:00:00Z", "The day must be from 1 to 31, not 32."),
        ("2026-02-29T00:00:00Z", "There is no 2026-02-29 in the calendar."),
        ("0000-01-01T00:00:00Z", "The year must be from 1 to 9999, not 0000."),
        ("0001-01-01T00:00:00+14:00", "In UTC this lies outside the years 1 to 9999."),
        ("9999-12-31T23:59:59-00:01", "In UTC this lies outside the years 1 to 9999."),
        ("2026-01-01T00:00:00+14:01", "The offset must be from -12:00 to +14:00, not +14:01."),
        ("2026-01-01T00:00:00-12:01", "The offset must be from -12:00 to +14:00, not -12:01."),
        ("2026-01-01T00:00:00+99:00", "The offset must be from -12:00 to +14:00, not +99:00."),
        ("2026-01-01T00:00:00+01:60", "The minutes of the offset must be from 0 to 59, not 60."),
    ],
)
def test_an_instant_out_of_range_is_refused_with_the_limit(text: str, sentence: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - the sentence is compared whole
        parse_instant(text)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorrow",
        "2026-01-01",
        "2026-01-01T10",
        "2026-1-1 10:00",
        "2026-01-01 10:00 ",
        " 2026-01-01 10:00",
        "2026-01-01  10:00",
        "2026-01-01T10:00:00+0100",
        "2026-01-01T10:00:00+01",
        "2026-01-01T10:00:00 +01:00",
        "2026-01-01T10:00:00.Z",
        "2026-01-01T10:00:00.1234567890Z",
        "2026-01-01T10:00.5Z",
        "2026-01-01T10:00:00,5Z",
        "2026-01-01T10:00:00ZZ",
        "2026-01-01T10:00:00\n",
        "2026-W01-1T10:00:00Z",
        "20260101T100000Z",
        "12026-01-01T10:00:00Z",
        "-2026-01-01T10:00:00Z",
        "2026-01-01T10:00:00[Europe/Berlin]",
        "٢٠٢٦-01-01T10:00:00Z",
        "1767225600",
    ],
)
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^A date and time is written like 2026-03-29T01:30:00Z"):
        parse_instant(text)


def test_a_local_time_keeps_the_offset_in_the_text() -> None:
    assert parse_local("2026-10-25 02:30") == datetime(2026, 10, 25, 2, 30)
    assert parse_local("2026-10-25T02:30:09.5") == datetime(2026, 10, 25, 2, 30, 9)
    written = parse_local("2026-10-25T02:30:00+01:00")
    assert (written, written.utcoffset()) == (
        datetime(2026, 10, 25, 2, 30, tzinfo=timezone(timedelta(hours=1))),
        timedelta(hours=1),
    )
    assert parse_local("2026-10-25T02:30Z").utcoffset() == timedelta()
    # Its instant would be outside the calendar; it is not computed here.
    assert parse_local("9999-12-31T23:59:59-12:00").utcoffset() == timedelta(hours=-12)


def test_dates_and_times_of_day_are_parsed() -> None:
    assert parse_date("2028-02-29") == date(2028, 2, 29)
    assert parse_date("0001-01-01") == date(1, 1, 1)
    assert parse_time("09:30") == time(9, 30)
    assert parse_time("23:59:59") == time(23, 59, 59)


@pytest.mark.parametrize(
    ("parse", "text", "sentence"),
    [
        (parse_date, "2027-02-29", "There is no 2027-02-29 in the calendar."),
        (parse_date, "٢٠٢٧-02-09", "A date is written like 2026-03-29."),
        (parse_date, "2027-2-9", "A date is written like 2026-03-29."),
        (parse_date, "2027-02-09T00:00", "A date is written like 2026-03-29."),
        (parse_date, "0000-02-09", "The year must be from 1 to 9999, not 0000."),
        (parse_time, "9:30", "A time of day is written like 09:30 or 09:30:00."),
        (parse_time, "09:30Z", "A time of day is written like 09:30 or 09:30:00."),
        (parse_time, "24:00", "The hour must be from 0 to 23, not 24."),
        (parse_time, "10:00:60", "The second must be from 0 to 59, not 60."),
    ],
)
def test_an_invalid_date_or_time_of_day_is_refused(parse: Callable[[str], object], text: str, sentence: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - the sentence is compared whole
        parse(text)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (at(2026, 3, 29, 1, 30), "2026-03-29T01:30:00Z"),
        (at(1, 1, 1), "0001-01-01T00:00:00Z"),
        (at(987, 6, 5, 4, 3, 2), "0987-06-05T04:03:02Z"),
        (at(9999, 12, 31, 23, 59, 59), "9999-12-31T23:59:59Z"),
    ],
)
def test_the_stored_form_has_a_fixed_width_and_round_trips(instant: datetime, text: str) -> None:
    assert to_utc_text(instant) == text
    assert from_utc_text(text) == instant
    local, local_text = instant.replace(tzinfo=None), text[:-1]
    assert to_local_text(local) == local_text
    assert from_local_text(local_text) == local


def test_the_stored_form_is_in_utc_and_drops_fractions() -> None:
    offset = timezone(timedelta(hours=11))
    assert to_utc_text(datetime(2035, 1, 24, 0, 0, 5, 999_999, offset)) == "2035-01-23T13:00:05Z"
    assert to_local_text(datetime(2035, 1, 24, 0, 0, 5, 999_999)) == "2035-01-24T00:00:05"


def test_instants_and_local_times_are_never_confused() -> None:
    with pytest.raises(ValueError, match="An instant needs an offset"):
        to_utc_text(datetime(2026, 1, 1))
    with pytest.raises(ValueError, match="An instant needs an offset"):
        local_of(datetime(2026, 1, 1), "Europe/Berlin")
    with pytest.raises(ValueError, match="A local time has no offset"):
        to_local_text(at(2026, 1, 1))


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-29T01:30:00",
        "2026-03-29 01:30:00Z",
        "2026-03-29T01:30Z",
        "2026-W12-3T00:00:00Z",
        "2026-03-29",
        "no",
    ],
)
def test_from_utc_text_takes_only_the_stored_form(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - half of these are refused by Python itself
        from_utc_text(text)


@pytest.mark.parametrize("text", ["2026-03-29T01:30:00Z", "2026-03-29 01:30:00", "2026-03-29T01:30", "no"])
def test_from_local_text_takes_only_the_stored_form(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - half of these are refused by Python itself
        from_local_text(text)


@pytest.mark.parametrize(
    ("instant", "zone", "local"),
    [
        (at(2035, 1, 23, 13), "Australia/Sydney", datetime(2035, 1, 24)),
        (at(2026, 6, 1, 12), "Asia/Kathmandu", datetime(2026, 6, 1, 17, 45)),
        (at(2026, 10, 25, 0, 30), "Europe/Berlin", datetime(2026, 10, 25, 2, 30)),
        (at(2026, 10, 25, 1, 30), "Europe/Berlin", datetime(2026, 10, 25, 2, 30)),
        (at(1900, 1, 1), "Pacific/Kiritimati", datetime(1899, 12, 31, 13, 30, 40)),
        (at(9998, 12, 31, 23, 59, 59), "Pacific/Kiritimati", datetime(9999, 1, 1, 13, 59, 59)),
    ],
)
def test_the_local_time_of_an_instant(instant: datetime, zone: str, local: datetime) -> None:
    assert local_of(instant, zone) == local
    assert (local_of(instant, zone).tzinfo, local_of(instant, zone).fold) == (None, 0)


@pytest.mark.parametrize(
    ("instant", "zone"),
    [(at(1, 1, 1), "America/New_York"), (at(9999, 12, 31, 23, 59, 59), "Australia/Sydney")],
)
def test_a_local_time_outside_the_calendar_overflows(instant: datetime, zone: str) -> None:
    with pytest.raises(OverflowError):
        local_of(instant, zone)


def test_the_range_is_the_years_1900_to_9998() -> None:
    second = timedelta(seconds=1)
    assert in_range(at(1900, 1, 1))
    assert not in_range(at(1900, 1, 1) - second)
    assert in_range(at(9998, 12, 31, 23, 59, 59))
    assert not in_range(at(9998, 12, 31, 23, 59, 59) + second)
