"""`marquee organisation create`: creates a tenant, or reports all problems."""

import json

import pytest
from sqlmodel import select

from app.organisations.tables import OrganisationRow
from tests.cli.running import Marquee
from tests.gateway import Gateway


def stored(gateway: Gateway) -> list[OrganisationRow]:
    return list(gateway.read(lambda db: db.exec(select(OrganisationRow)).all()))


def test_a_name_is_enough(gateway: Gateway, marquee: Marquee) -> None:
    result = marquee("organisation", "create", "Zürcher Bühnen")
    (row,) = stored(gateway)
    assert result.code == 0
    assert result.out == f"Created the organisation zurcher-buhnen ({row.id}).\n"
    assert (row.name, row.slug, row.timezone, row.currency) == (
        "Zürcher Bühnen",
        "zurcher-buhnen",
        "UTC",
        "EUR",
    )


def test_every_option_is_used(gateway: Gateway, marquee: Marquee) -> None:
    result = marquee(
        "organisation", "create", "Acme", "--slug", "acme-live", "--timezone", "australia/sydney",
        "--currency", "aud", "--json",
    )  # fmt: skip
    (row,) = stored(gateway)
    assert result.json == {"uuid": str(row.id), "slug": "acme-live", "name": "Acme"}
    assert (row.timezone, row.currency) == ("Australia/Sydney", "AUD")


def test_a_second_organisation_of_the_same_name_gets_its_own_slug(gateway: Gateway, marquee: Marquee) -> None:
    slugs = [marquee("organisation", "create", "Acme", "--json").json["slug"] for _ in range(2)]
    assert slugs == ["acme", "acme-2"]
    assert len(stored(gateway)) == 2


def test_all_problems_are_reported_at_once_and_nothing_is_stored(gateway: Gateway, marquee: Marquee) -> None:
    gateway.organisation("acme")
    result = marquee("organisation", "create", "x" * 256, "--slug", "acme", "--timezone", "Mars", "--currency", "XXQ")
    assert result.code == 1
    assert result.out == ""
    places = [line.partition(":")[0] for line in result.err.splitlines()]
    assert sorted(places) == ["currency", "name", "slug", "timezone"]
    assert len(stored(gateway)) == 1


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_json_is_one_line_for_any_name(marquee: Marquee) -> None:
    result = marquee("organisation", "create", 'He output "Grüezi"', "--json")
    assert json.loads(result.out)["name"] == 'He output "Grüezi"'
    assert result.out.count("\n") == 1
