"""Conditional GETs that need no query: which statements each of them runs, and that limits hold."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from app.db.bulk import insert_all
from app.db.feed.stamps import MAX_FEEDS, OF_ALL, OF_ONE
from app.db.feed.tables import FeedRow
from tests.events.editing import update
from tests.gateway import Gateway, Organisation
from tests.interactions.acting import make_open, make_open_ticket

NAME = "query ($uuid: UUID!) { event(uuid: $uuid) { name } }"
PHASE = "query ($uuid: UUID!) { event(uuid: $uuid) { phase } }"
NAMES = "{ events { nodes { name } } }"


@pytest.fixture
def acme(gateway: Gateway) -> Organisation:
    return gateway.organisation()


@pytest.fixture
def event(gateway: Gateway, acme: Organisation) -> UUID:
    row, _ = make_open(gateway, acme, name="Harbour Night")
    make_open_ticket(gateway, row)
    # The feed begins with its first change.
    update(gateway, acme, row.id, name="Harbour Day")
    return row.id


def ask(
    gateway: Gateway, document: str, tag: str | None, headers: dict[str, str] | None = None, **variables: Any
) -> tuple[httpx2.Response, list[str]]:
    """The response to a GET by a client that has the answer with this tag, and the statements that it took."""
    parameters = {"query": document, "variables": json.dumps(variables, default=str)}
    sent = {**(headers or {}), **({} if tag is None else {"if-none-match": tag})}
    with gateway.statements() as statements:
        response = gateway.request("GET", "/graphql", params=parameters, headers=sent)
    return response, statements


def known(gateway: Gateway, document: str, **variables: Any) -> str:
    """Ask until nothing but the feed is read; the tag."""
    tag = ask(gateway, document, None, **variables)[0].headers["etag"]
    for _ in range(3):
        tag = ask(gateway, document, tag, **variables)[0].headers["etag"]
    return tag


def test_an_unchanged_answer_needs_the_stamp_of_the_feed_alone(gateway: Gateway, event: UUID) -> None:
    first, _ = ask(gateway, NAME, None, uuid=event)
    tag = first.headers["etag"]
    second, statements = ask(gateway, NAME, tag, uuid=event)
    assert (second.status_code, len(statements)) == (304, 2)
    third, statements = ask(gateway, NAME, tag, uuid=event)
    assert (third.status_code, third.content, statements) == (304, b"", [OF_ONE[gateway.engine]])
    # The same headers, but for the request's own id.
    assert {**third.headers, "x-request-id": ""} == {**second.headers, "x-request-id": ""}
    assert ask(gateway, NAME, "*", uuid=event)[1] == [OF_ONE[gateway.engine]]


def test_it_needs_no_more_by_the_long_way(gateway: Gateway, event: UUID) -> None:
    tag = known(gateway, NAME, uuid=event)
    response, statements = ask(gateway, NAME, tag, {"x-unknown": "1"}, uuid=event)
    assert (response.status_code, statements) == (304, [OF_ONE[gateway.engine]])


def test_a_client_with_another_answer_gets_this_one(gateway: Gateway, event: UUID) -> None:
    tag = known(gateway, NAME, uuid=event)
    response, statements = ask(gateway, NAME, '"other"', uuid=event)
    assert (response.status_code, response.headers["etag"], len(statements)) == (200, tag, 2)


def test_a_write_is_seen_at_once(gateway: Gateway, acme: Organisation, event: UUID) -> None:
    tag = known(gateway, NAME, uuid=event)
    update(gateway, acme, event, name="Harbour Noon")
    changed, statements = ask(gateway, NAME, tag, uuid=event)
    assert (changed.status_code, len(statements)) == (200, 2)
    assert changed.json() == {"data": {"event": {"name": "Harbour Noon"}}}
    assert ask(gateway, NAME, changed.headers["etag"], uuid=event)[1] == [OF_ONE[gateway.engine]]


def test_a_write_that_changes_nothing_of_the_answer_costs_one_query(
    gateway: Gateway, acme: Organisation, event: UUID
) -> None:
    tag = known(gateway, NAME, uuid=event)
    update(gateway, acme, event, description="It is by the harbour.")
    response, statements = ask(gateway, NAME, tag, uuid=event)
    assert (response.status_code, len(statements)) == (304, 2)
    assert ask(gateway, NAME, tag, uuid=event)[1] == [OF_ONE[gateway.engine]]


def test_the_first_change_of_a_feed_is_seen(gateway: Gateway, acme: Organisation) -> None:
    row, _ = make_open(gateway, acme, name="Harbour Night")
    tag = known(gateway, NAME, uuid=row.id)
    assert ask(gateway, NAME, tag, uuid=row.id)[1] == [OF_ONE[gateway.engine]]
    tag_of_phase = known(gateway, PHASE, uuid=row.id)
    assert ask(gateway, PHASE, tag_of_phase, uuid=row.id)[1] == [OF_ONE[gateway.engine]]
    update(gateway, acme, row.id, name="Harbour Noon")
    assert ask(gateway, NAME, tag, uuid=row.id)[0].json() == {"data": {"event": {"name": "Harbour Noon"}}}
    assert len(ask(gateway, PHASE, tag_of_phase, uuid=row.id)[1]) == 2


def test_days_that_the_clock_decides_are_read_again(gateway: Gateway, event: UUID) -> None:
    today = '{ events(filter: {during: {period: TODAY, timezone: "UTC"}}) { nodes { name } } }'
    tag = known(gateway, today)
    response, statements = ask(gateway, today, tag)
    assert (response.status_code, len(statements)) == (304, 1)
    assert "FROM event" in statements[0]


def test_a_write_of_another_organisation_changes_only_answers_of_all(gateway: Gateway, event: UUID) -> None:
    other = gateway.organisation("other")
    theirs, _ = make_open(gateway, other, name="Elsewhere")
    tag, of_all = known(gateway, NAME, uuid=event), known(gateway, NAMES)
    assert ask(gateway, NAMES, of_all)[1] == [OF_ALL]
    update(gateway, other, theirs.id, description="Far away.")
    assert ask(gateway, NAME, tag, uuid=event)[1] == [OF_ONE[gateway.engine]]
    response, statements = ask(gateway, NAMES, of_all)
    assert (response.status_code, statements[0], len(statements)) == (304, OF_ALL, 2)


def add_feeds(gateway: Gateway, count: int) -> None:
    rows = [FeedRow(organisation_id=uuid4(), position=1, epoch=number) for number in range(count)]
    gateway.in_database(lambda db: insert_all(db, rows))


@pytest.mark.usefixtures("event")
def test_lists_are_read_each_time_where_there_are_too_many_feeds(gateway: Gateway) -> None:
    add_feeds(gateway, MAX_FEEDS - 1)
    tag = known(gateway, NAMES)
    assert ask(gateway, NAMES, tag)[1] == [OF_ALL]
    add_feeds(gateway, 1)
    for _ in range(3):
        response, statements = ask(gateway, NAMES, tag)
        assert (response.status_code, statements[0], statements[-1] == OF_ALL) == (304, OF_ALL, False)


def test_the_clock_ends_what_it_is_compared_with(gateway: Gateway, event: UUID) -> None:
    tag = known(gateway, PHASE, uuid=event)
    gateway.clock.advance(timedelta(hours=1))
    assert ask(gateway, PHASE, tag, uuid=event)[1] == [OF_ONE[gateway.engine]]
    gateway.clock.advance(timedelta(days=60))
    response, _ = ask(gateway, PHASE, tag, uuid=event)
    assert (response.status_code, response.json()) == (200, {"data": {"event": {"phase": "ENDED"}}})


def test_what_is_asked_after_a_restart_is_read_again(gateway: Gateway, event: UUID) -> None:
    tag = known(gateway, NAME, uuid=event)
    gateway.restart()
    response, statements = ask(gateway, NAME, tag, uuid=event)
    assert (response.status_code, len(statements)) == (304, 1)


@pytest.mark.usefixtures("event")
@pytest.mark.parametrize(
    "document",
    [
        '{ __typename organisationBySlug(slug: "acme") { name } }',
        '{ organisationBySlug(slug: "acme") { changes { position } } }',
        '{ organisationBySlug(slug: "nobody") { name } }',
    ],
)
def test_where_it_is_not_certain_the_query_is_run(gateway: Gateway, document: str) -> None:
    first, read = ask(gateway, document, None)
    tag = known(gateway, document)
    response, statements = ask(gateway, document, tag)
    assert (response.status_code, tag) == (304, first.headers["etag"])
    # The same statement, perhaps behind one that looks for the organisation.
    assert statements[-len(read) :] == read


@pytest.mark.parametrize(
    "accept", ["application/json", "application/json, text/event-stream", "*/*;q=0.5, text/html;q=0"]
)
def test_a_client_that_accepts_other_types_as_well_gets_a_304(gateway: Gateway, event: UUID, accept: str) -> None:
    first, _ = ask(gateway, NAME, None, {"accept": accept}, uuid=event)
    again, _ = ask(gateway, NAME, first.headers["etag"], {"accept": accept}, uuid=event)
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_a_failure_of_the_comparison_is_logged_and_the_query_is_run(
    gateway: Gateway, event: UUID, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tag = known(gateway, NAME, uuid=event)

    async def fail(*_arguments: object) -> None:
        raise KeyError(tag)

    with monkeypatch.context() as patched:
        patched.setattr("app.graph.validity.Validities.stamp", fail)
        response, statements = ask(gateway, NAME, tag, uuid=event)
    assert (response.status_code, response.headers["etag"], len(statements)) == (304, tag, 2)
    logged = [record.getMessage().splitlines()[0].partition(": ")[2] for record in caplog.records]
    assert logged == ["builtins.KeyError"]


def test_a_304_is_charged_as_its_query(gateway: Gateway, event: UUID) -> None:
    gateway.restart(budget=10)
    tag = known(gateway, NAME, uuid=event)
    answered = [ask(gateway, NAME, tag, uuid=event)[0].status_code for _ in range(7)]
    assert answered == [304] * 6 + [429]
