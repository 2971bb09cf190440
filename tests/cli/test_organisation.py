"""`marquee organisation create`: a tenant with the defaults that were asked for, or every reason why not."""

import json

import pytest
from sqlmodel import select

from app.organisations.tables import OrganisationRow
from tests.cli.running import Marquee
from tests.gateway import Gateway


def stored(gateway: Gateway) -> list[OrganisationRow]:
    return list(gateway.read(lambda db: db.exec(select(OrganisationRow)).all()))


def test_a_name_is_enough(gateway: Gateway, marquee: Marquee) -> None:
    ran = marquee("organisation", "create", "Zürcher Bühnen")
    (row,) = stored(gateway)
    assert ran.code == 0
    assert ran.out == f"Created the organisation zurcher-buhnen ({row.id}).\n"
    assert (row.name, row.slug, row.timezone, row.currency) == (
        "Zürcher Bühnen",
        "zurcher-buhnen",
        "UTC",
        "EUR",
    )


def test_everything_can_be_said(gateway: Gateway, marquee: Marquee) -> None:
    ran = marquee(
        "organisation", "create", "Acme", "--slug", "acme-live", "--timezone", "australia/sydney",
        "--currency", "aud", "--json",
    )  # fmt: skip
    (row,) = stored(gateway)
    assert ran.json == {"uuid": str(row.id), "slug": "acme-live", "name": "Acme"}
    assert (row.timezone, row.currency) == ("Australia/Sydney", "AUD")


def test_a_second_of_the_same_name_gets_a_slug_of_its_own(gateway: Gateway, marquee: Marquee) -> None:
    slugs = [marquee("organisation", "create", "Acme", "--json").json["slug"] for _ in range(2)]
    assert slugs == ["acme", "acme-2"]
    assert len(stored(gateway)) == 2


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_stored(gateway: Gateway, marquee: Marquee) -> None:
    gateway.organisation("acme")
    ran = marquee("organisation", "create", "x" * 256, "--slug", "acme", "--timezone", "Mars", "--currency", "XXQ")
    assert ran.code == 1
    assert ran.out == ""
    places = [line.partition(":")[0] for line in ran.err.splitlines()]
    assert sorted(places) == ["currency", "name", "slug", "timezone"]
    assert len(stored(gateway)) == 1


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_json_is_one_line_whatever_the_name(marquee: Marquee) -> None:
    ran = marquee("organisation", "create", 'He said "Grüezi"', "--json")
    assert json.loads(ran.out)["name"] == 'He said "Grüezi"'
    assert ran.out.count("\n") == 1
