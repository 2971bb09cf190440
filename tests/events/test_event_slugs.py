"""Slugs that are given for events, and those that events had before."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, insert

from app.auth.rules import Scope
from app.core import limits
from app.core.slugs import RESERVED
from app.events.store.copying import table_of
from app.events.store.updating import EVENT, ORGANISATION
from app.events.tables import EventRow, FormerSlugRow
from tests.builders import everything, make_event, stored
from tests.events.editing import CREATE, UPDATE, codes, create, creation, refuse, update
from tests.gateway import START, Gateway

FIND = """query ($organisation: String!, $slug: String!) {
  eventBySlug(organisationSlug: $organisation, slug: $slug) { uuid slug organisation { slug } } }"""
LONGEST = "a" * limits.SLUG
REFUSED = [
    ("", "INVALID"),
    ("Gala", "INVALID"),
    ("gala night", "INVALID"),
    ("gala--night", "INVALID"),
    ("-gala", "INVALID"),
    ("gala-", "INVALID"),
    ("gála", "INVALID"),
    ("gala\n", "INVALID"),
    ("gala.ics", "INVALID"),
    ("user", "INVALID"),
    (LONGEST + "a", "TOO_LONG"),
    ("taken", "NOT_UNIQUE"),
    ("former", "NOT_UNIQUE"),
]


def find(gateway: Gateway, slug: str, token: str | None = None, organisation: str = "acme") -> Any:
    return gateway.gql(FIND, token, organisation=organisation, slug=slug)["eventBySlug"]


def slug_of(gateway: Gateway, uuid: UUID) -> str:
    [row] = stored(gateway, EventRow, id=uuid)
    return str(row["slug"])


def former(gateway: Gateway) -> list[tuple[UUID, str]]:
    return sorted((row["event_id"], row["slug"]) for row in stored(gateway, FormerSlugRow))


def taken(gateway: Gateway) -> Any:
    """An organisation in which one event is `taken` and was `former`."""
    acme = gateway.organisation()
    update(gateway, acme, create(gateway, acme, slug="former"), slug="taken")
    return acme


@pytest.mark.parametrize("slug", ["gala", "2026", "a", "harbour-night-2026", LONGEST])
def test_a_new_event_has_the_slug_that_is_given(gateway: Gateway, slug: str) -> None:
    acme = gateway.organisation()
    assert slug_of(gateway, create(gateway, acme, name="Harbour Night", slug=slug)) == slug
    assert former(gateway) == []


def test_without_a_slug_it_is_made_from_the_name(gateway: Gateway) -> None:
    acme = gateway.organisation()
    assert slug_of(gateway, create(gateway, acme, name="Gala")) == "gala"
    assert slug_of(gateway, create(gateway, acme, name="Gala", slug=None)) == "gala-2"


@pytest.mark.parametrize(("slug", "code"), REFUSED)
def test_a_slug_that_a_new_event_cannot_have_is_refused(gateway: Gateway, slug: str, code: str) -> None:
    acme = taken(gateway)
    token = gateway.token(acme)
    before = everything(gateway)
    payload = gateway.gql(CREATE, token, org=acme.uuid, input={"name": "Gala", "slug": slug})["createEvent"]
    assert payload["event"] is None
    assert codes(payload["userErrors"]) == [(code, "input.slug")]
    assert everything(gateway) == before


@pytest.mark.parametrize(("slug", "code"), [*REFUSED, (None, "REQUIRED")])
def test_a_slug_that_an_event_cannot_have_is_refused(gateway: Gateway, slug: str | None, code: str) -> None:
    acme = taken(gateway)
    uuid = create(gateway, acme, name="Gala")
    assert codes(refuse(gateway, acme, uuid, name="Ball", slug=slug)) == [(code, "input.slug")]


def test_the_limit_is_named(gateway: Gateway) -> None:
    acme = gateway.organisation()
    [error] = creation(gateway, acme, name="Gala", slug=LONGEST + "a")["userErrors"]
    assert error["message"] == "A slug has at most 100 characters; these are 101."


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_words_of_the_services_addresses_are_reserved(gateway: Gateway, word: str) -> None:
    acme = gateway.organisation()
    assert codes(creation(gateway, acme, name="Gala", slug=word)["userErrors"]) == [("INVALID", "input.slug")]


def test_the_reserved_words_are_the_first_parts_of_the_routes(gateway: Gateway) -> None:
    routes: Any = gateway.app.routes
    first = {route.path.split("/")[1] for route in routes}
    # `user` and `community` are in addresses below an organisation's name.
    assert first | {"user", "community"} == RESERVED


def test_a_former_slug_finds_the_event_and_answers_the_new_one(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, slug="gala", lifecycle="PUBLISHED", published_at=START)
    update(gateway, acme, event.id, slug="ball")
    update(gateway, acme, event.id, slug="soiree")
    expected = {"uuid": str(event.id), "slug": "soiree", "organisation": {"slug": "acme"}}
    assert [find(gateway, slug) for slug in ("gala", "ball", "soiree")] == [expected] * 3
    assert find(gateway, "gala-2") is None
    assert former(gateway) == [(event.id, "ball"), (event.id, "gala")]
    [row] = stored(gateway, EventRow, id=event.id)
    assert row["version"] == 3


def test_only_the_slug_changes_with_it_and_one_that_stays_changes_nothing(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, name="Gala")
    [before] = stored(gateway, EventRow, id=uuid)
    update(gateway, acme, uuid, slug="gala")
    assert stored(gateway, EventRow, id=uuid) == [before]
    update(gateway, acme, uuid, slug="ball")
    [after] = stored(gateway, EventRow, id=uuid)
    assert after == before | {"slug": "ball", "version": 2}
    update(gateway, acme, uuid, name="Night")
    assert slug_of(gateway, uuid) == "ball"


def test_an_event_takes_its_own_former_slug_back(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, slug="gala")
    for slug in ("ball", "gala", "ball", "gala"):
        update(gateway, acme, uuid, slug=slug)
    assert slug_of(gateway, uuid) == "gala"
    assert former(gateway) == [(uuid, "ball")]


def test_no_slug_is_made_that_another_event_had(gateway: Gateway) -> None:
    acme = gateway.organisation()
    update(gateway, acme, create(gateway, acme, slug="gala"), slug="ball")
    assert slug_of(gateway, create(gateway, acme, name="Gala")) == "gala-2"


def test_another_organisation_may_have_the_same_slugs(gateway: Gateway) -> None:
    acme, other = taken(gateway), gateway.organisation("other")
    uuid = create(gateway, other, slug="taken")
    update(gateway, other, uuid, slug="former")
    token = gateway.token(other)
    assert find(gateway, "taken", token, "other")["uuid"] == str(uuid)
    assert find(gateway, "taken", token, acme.slug) is None
    assert find(gateway, "former", token, acme.slug) is None


def test_a_former_slug_shows_no_event_that_is_hidden(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    uuid = create(gateway, acme, slug="gala")
    update(gateway, acme, uuid, slug="ball")
    expected = {"uuid": str(uuid), "slug": "ball", "organisation": {"slug": "acme"}}
    assert find(gateway, "gala", gateway.token(acme)) == expected
    assert [find(gateway, "gala", token) for token in (None, gateway.token(other))] == [None, None]


def test_an_event_keeps_a_hundred_former_slugs(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, slug="gala")
    rows = [
        {"id": UUID(int=number), "organisation_id": UUID(acme.uuid), "event_id": uuid, "slug": f"old-{number}"}
        for number in range(1, limits.FORMER_SLUGS)
    ]
    gateway.in_database(lambda db: db.connection().execute(insert(table_of(FormerSlugRow)), rows))
    update(gateway, acme, uuid, slug="ball")
    assert len(former(gateway)) == limits.FORMER_SLUGS
    [error] = refuse(gateway, acme, uuid, slug="night")
    assert error == {
        "code": "TOO_MANY",
        "message": "At most 100 former slugs are kept, each of them reserved.",
        "path": ["input", "slug"],
    }
    update(gateway, acme, uuid, slug="old-1")
    assert len(former(gateway)) == limits.FORMER_SLUGS


def test_former_slugs_are_deleted_with_the_event_and_with_the_organisation(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuids = [create(gateway, acme, name="Gala") for _ in range(2)]
    for uuid in uuids:
        update(gateway, acme, uuid, slug=f"ball-{uuids.index(uuid)}")
    gateway.in_database(lambda db: db.connection().execute(delete(EVENT).where(EVENT.c.id == uuids[0])))
    assert former(gateway) == [(uuids[1], "gala-2")]
    gateway.in_database(lambda db: db.connection().execute(delete(ORGANISATION)))
    assert former(gateway) == []


def test_a_copy_gets_a_slug_of_its_own_and_no_former_one(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, slug="gala")
    update(gateway, acme, uuid, slug="ball")
    copy = "mutation ($uuid: UUID!) { duplicateEvent(uuid: $uuid) { event { slug } } }"
    assert gateway.gql(copy, gateway.token(acme), uuid=uuid)["duplicateEvent"]["event"] == {"slug": "ball-2"}
    assert former(gateway) == [(uuid, "gala")]


def test_of_events_that_want_a_slug_at_once_one_gets_it(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuids = [create(gateway, acme, name="Gala") for _ in range(3)]
    headers = {"authorization": f"Bearer {gateway.token(acme)}"}
    bodies: list[Any] = [
        {"query": UPDATE, "variables": {"uuid": str(uuid), "input": {"slug": "ball"}}} for uuid in uuids
    ]
    new = {"org": acme.uuid, "input": {"name": "Ball", "slug": "ball"}}
    bodies += [{"query": CREATE, "variables": new}] * 3

    async def all_at_once() -> list[Any]:
        requested = [gateway.client.post("/graphql", json=body, headers=headers) for body in bodies]
        return [response.json()["data"] for response in await asyncio.gather(*requested)]

    answered = [next(iter(data.values()))["userErrors"] for data in gateway.run(all_at_once())]
    assert sorted(codes(errors) for errors in answered) == [[], *[[("NOT_UNIQUE", "input.slug")]] * 5]
    slugs = [row["slug"] for row in stored(gateway, EventRow)]
    assert slugs.count("ball") == 1
    # Either an event was renamed, or a new one has the slug.
    assert (len(slugs), len(former(gateway))) in ((3, 1), (4, 0))


def test_a_slug_takes_the_scopes_of_the_mutations_and_ones_own_event(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    uuid = create(gateway, acme, slug="gala")
    theirs, reading = gateway.token(other), gateway.token(acme, Scope.EVENT_READ)
    before = everything(gateway)
    for token in (None, reading):
        for document, names in ((CREATE, {"org": acme.uuid}), (UPDATE, {"uuid": uuid})):
            given: dict[str, str] = {"slug": "ball"} if "uuid" in names else {"name": "Ball", "slug": "ball"}
            [error] = gateway.errors(document, token, **names, input=given)
            assert error["extensions"]["code"] == "FORBIDDEN"
    assert codes(gateway.gql(UPDATE, theirs, uuid=uuid, input={"slug": "ball"})["updateEvent"]["userErrors"]) == [
        ("NOT_FOUND", "uuid")
    ]
    assert everything(gateway) == before


def test_a_slug_costs_five_statements_more_than_a_name(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, slug="gala")
    token = gateway.token(acme)

    def sent(**given: Any) -> int:
        with gateway.statements() as statements:
            gateway.gql(UPDATE, token, uuid=uuid, input=given)
        return sum("FROM token" not in statement for statement in statements)

    sent(name="Other")
    # The lock, who has it, what it ends and what it reserves, and the checklist.
    assert sent(slug="ball") - sent(name="Night") == 5
