"""Slugs that are given for organisations, and those that organisations had before."""

from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session as DbSession

from app.auth.rules import Scope
from app.core import limits
from app.core.problems import Refused
from app.organisations.operations import create_organisation
from app.organisations.tables import FormerOrganisationSlugRow, OrganisationRow
from tests.builders import everything, make_event, stored
from tests.gateway import START, Gateway, Organisation

UPDATE = """mutation ($uuid: UUID!, $input: UpdateOrganisationInput!) {
  updateOrganisation(uuid: $uuid, input: $input) {
    userErrors { code message path } organisation { slug version } } }"""
FIND = "query ($slug: String!) { organisationBySlug(slug: $slug) { uuid slug } }"
FIND_EVENT = """query ($organisation: String!) {
  eventBySlug(organisationSlug: $organisation, slug: "gala") { uuid organisation { slug } } }"""
LONGEST = "a" * limits.SLUG


def update(gateway: Gateway, acme: Organisation, **given: Any) -> Any:
    return gateway.gql(UPDATE, gateway.token(acme), uuid=acme.uuid, input=given)["updateOrganisation"]


def refused(gateway: Gateway, acme: Organisation, **given: Any) -> list[tuple[str, list[str]]]:
    """What is wrong. Nothing has changed."""
    token = gateway.token(acme)
    before = everything(gateway)
    payload = gateway.gql(UPDATE, token, uuid=acme.uuid, input=given)["updateOrganisation"]
    assert payload["organisation"] is None
    assert everything(gateway) == before
    return [(error["code"], error["path"]) for error in payload["userErrors"]]


def former(gateway: Gateway) -> list[tuple[str, str]]:
    rows = stored(gateway, FormerOrganisationSlugRow)
    return sorted((str(row["organisation_id"]), row["slug"]) for row in rows)


@pytest.mark.parametrize("slug", ["a", "2026", "harbour-trust", LONGEST])
def test_the_slug_changes_and_the_former_one_finds_the_organisation(gateway: Gateway, slug: str) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, slug="gala", lifecycle="PUBLISHED", published_at=START)
    assert update(gateway, acme, slug=slug) == {"userErrors": [], "organisation": {"slug": slug, "version": 2}}
    for each in (slug, "acme"):
        assert gateway.gql(FIND, slug=each) == {"organisationBySlug": {"uuid": acme.uuid, "slug": slug}}
        expected = {"uuid": str(event.id), "organisation": {"slug": slug}}
        assert gateway.gql(FIND_EVENT, organisation=each) == {"eventBySlug": expected}
    assert gateway.gql(FIND, slug="nobody") == {"organisationBySlug": None}
    assert former(gateway) == [(acme.uuid, "acme")]


def test_who_keeps_a_copy_reads_everything_again(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    ask = "query ($since: String) { changes(since: $since) { position items { id refetch } } }"
    position = gateway.gql(ask, token, since=None)["changes"]["position"]
    update(gateway, acme, name="Harbour")
    update(gateway, acme, slug="acme")
    [renamed] = gateway.gql(ask, token, since=position)["changes"]["items"]
    assert renamed == {"id": f"Organisation_{acme.uuid}", "refetch": False}
    update(gateway, acme, slug="harbour")
    [moved] = gateway.gql(ask, token, since=position)["changes"]["items"]
    # The addresses of its events, users and communities are others.
    assert moved == {"id": f"Organisation_{acme.uuid}", "refetch": True}


def test_a_slug_that_is_not_sent_or_the_same_stays(gateway: Gateway) -> None:
    acme = gateway.organisation()
    assert update(gateway, acme)["organisation"] == {"slug": "acme", "version": 1}
    assert update(gateway, acme, slug="acme")["organisation"] == {"slug": "acme", "version": 1}
    assert former(gateway) == []


def test_an_organisation_takes_its_own_former_slug_back(gateway: Gateway) -> None:
    acme = gateway.organisation()
    for slug in ("harbour", "acme", "harbour", "acme"):
        assert update(gateway, acme, slug=slug)["organisation"]["slug"] == slug
    assert former(gateway) == [(acme.uuid, "harbour")]


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        (None, "REQUIRED"),
        ("", "INVALID"),
        ("Acme", "INVALID"),
        ("a b", "INVALID"),
        ("a--b", "INVALID"),
        ("zürich", "INVALID"),
        ("graphql", "INVALID"),
        (LONGEST + "a", "TOO_LONG"),
        ("rival", "NOT_UNIQUE"),
        ("former", "NOT_UNIQUE"),
    ],
)
def test_a_slug_that_it_cannot_have_is_refused(gateway: Gateway, slug: str | None, code: str) -> None:
    acme, rival = gateway.organisation(), gateway.organisation("former")
    update(gateway, rival, slug="rival")
    assert refused(gateway, acme, name="Harbour", slug=slug) == [(code, ["input", "slug"])]


def test_an_organisation_keeps_a_hundred_former_slugs(gateway: Gateway) -> None:
    acme = gateway.organisation()
    owner = UUID(acme.uuid)

    def fill(db: DbSession) -> None:
        for number in range(limits.FORMER_SLUGS):
            db.add(FormerOrganisationSlugRow(id=UUID(int=number + 1), organisation_id=owner, slug=f"old-{number}"))

    gateway.write(fill)
    assert refused(gateway, acme, slug="harbour") == [("TOO_MANY", ["input", "slug"])]
    assert update(gateway, acme, slug="old-7")["organisation"]["slug"] == "old-7"
    assert len(former(gateway)) == limits.FORMER_SLUGS


def test_only_its_own_application_with_the_scope_changes_it(gateway: Gateway) -> None:
    acme, rival = gateway.organisation(), gateway.organisation("rival")
    token, reading = gateway.token(rival), gateway.token(acme, Scope.EVENT_READ)
    before = everything(gateway)
    for other in (None, reading):
        [error] = gateway.errors(UPDATE, other, uuid=acme.uuid, input={"slug": "harbour"})
        assert error["extensions"]["code"] == "FORBIDDEN"
    [problem] = gateway.gql(UPDATE, token, uuid=acme.uuid, input={"slug": "harbour"})["updateOrganisation"][
        "userErrors"
    ]
    assert (problem["code"], problem["path"]) == ("NOT_FOUND", ["uuid"])
    assert everything(gateway) == before


def test_a_new_organisation_gets_no_slug_that_another_had(gateway: Gateway) -> None:
    update(gateway, gateway.organisation(), slug="harbour")
    now = gateway.clock()
    with pytest.raises(Refused) as refusal:
        gateway.write(lambda db: create_organisation(db, "New", "acme", "UTC", "EUR", now))
    assert [(problem.code.name, problem.path) for problem in refusal.value.problems] == [("NOT_UNIQUE", ("slug",))]
    assert gateway.write(lambda db: create_organisation(db, "Acme", None, "UTC", "EUR", now).slug) == "acme-2"
    assert sorted(row["slug"] for row in stored(gateway, OrganisationRow)) == ["acme-2", "harbour"]
