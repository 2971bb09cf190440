"""Time zones are found by name in any case, and returned in the database's spelling."""

from datetime import UTC, datetime
from importlib.resources import files

import pytest

from app.core.time import find_zone, local_of, zone_named

JULY = datetime(2026, 7, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Australia/Sydney", "Australia/Sydney"),
        ("AUSTRALIA/SYDNEY", "Australia/Sydney"),
        ("europe/kiev", "Europe/Kiev"),
        ("Europe/Kyiv", "Europe/Kyiv"),
        ("america/argentina/buenos_aires", "America/Argentina/Buenos_Aires"),
        ("utc", "UTC"),
        ("etc/gmt+5", "Etc/GMT+5"),
        ("est5edt", "EST5EDT"),
    ],
)
def test_a_zone_is_found_in_any_case_and_returned_in_the_databases_spelling(written: str, found: str) -> None:
    assert find_zone(written) == found
    assert zone_named(written).key == found


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Mars/Olympus",
        "Europe",
        "Europe/",
        " Europe/Berlin",
        "localtime",
        "posixrules",
        "Factory",
        "zones",
        "tzdata.zi",
        "../zoneinfo/Europe/Berlin",
        "Europe/../Europe/Berlin",
        "/etc/localtime",
        "Europe\\Berlin",
        "Europe/Berlin\0",
        "+02:00",
        "A\u017fia/Tokyo",
        "Asia/To\u212ayo",
    ],
)
def test_an_unknown_zone_is_not_found(name: str) -> None:
    assert find_zone(name) is None
    with pytest.raises(LookupError):
        zone_named(name)


def test_every_zone_of_the_database_can_be_loaded() -> None:
    names = files("tzdata").joinpath("zones").read_text(encoding="ascii").split()
    assert len(names) > 590
    assert {name for name in names if find_zone(name.upper()) != name} == {"Factory"}
    assert all(zone_named(name).utcoffset(datetime(2026, 1, 1)) is not None for name in names if name != "Factory")


def test_a_renamed_zone_keeps_the_times_of_the_new_name() -> None:
    assert local_of(JULY, "Europe/Kiev") == local_of(JULY, "Europe/Kyiv")
