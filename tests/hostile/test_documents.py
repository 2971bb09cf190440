"""Documents that select or repeat too much."""

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import httpx2
import pytest
from graphql import get_introspection_query

from tests.hostile.attacks import ATTACKER, PROXY, attacked, without_store
from tests.hostile.wide_documents import wide_documents
from tests.served.process import Served, served

WIDE_DOCUMENTS = 300
# Four levels of a hundred sessions, each session with its event.
LEVELS = 4
FOLDS = "\ufdfa" * 330_000
FILTERED = (f"a{number}: events(filter: {{text: $text}}) {{ nodes {{ name }} }}" for number in range(20))
TEXTS = f"query($text: String!) {{ {' '.join(FILTERED)} }}"
DOCUMENTS = [
    pytest.param("{" + "events { nodes { name } } " * 1_400 + "}", id="fields"),
    pytest.param("{" + "__schema { types { name } } " * 700 + "}", id="introspection"),
    pytest.param("{" + " ".join(f"a{number}: __typename" for number in range(3_200)) + "}", id="aliases"),
    pytest.param("query {" + "__typename @include(if: true) " * 1_200 + "}", id="directives"),
    pytest.param(
        " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(22))
        + " fragment F22 on Query { __typename } { ...F0 }",
        id="fragments",
    ),
    pytest.param(" ".join(f"query Q{number} {{ __typename }}" for number in range(1_500)), id="operations"),
]
REFUSED = {"LIMIT_EXCEEDED", "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED", "BAD_USER_INPUT", "RATE_LIMITED"}


def cyclic(event: str) -> str:
    """An event's sessions, the event of each of them, and so on, with totals."""
    selection = "totalCount"
    for _ in range(LEVELS):
        selection = f"totalCount nodes {{ event {{ sessions(first: 100) {{ {selection} }} }} }}"
    return f'{{ event(uuid: "{event}") {{ sessions(first: 100) {{ {selection} }} }} }}'


def aliased_schema() -> str:
    """The introspection query, a hundred times by aliases."""
    inner = get_introspection_query(descriptions=False).partition("{")[2].rpartition("fragment FullType")[0]
    fields = inner.rpartition("}")[0].strip()
    aliased = " ".join(f"a{number}: {fields}" for number in range(100))
    rest = get_introspection_query(descriptions=False).partition("fragment FullType")
    return f"{{ {aliased} }} {rest[1]}{rest[2]}"


def post(service: Served, query: str, variables: dict[str, Any] | None = None) -> httpx2.Response:
    return service.post(query, None, variables, headers=ATTACKER)


def abandoned(service: Served, query: str) -> None:
    with suppress(httpx2.TimeoutException):
        service.post(query, headers=ATTACKER, timeout=3.0)


def codes(response: httpx2.Response) -> set[str]:
    return {error["extensions"]["code"] for error in response.json()["errors"]}


def at_once(times: int, work: Callable[[], object]) -> None:
    threads = [threading.Thread(target=work) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_abandoned_cyclic_queries(service: Served) -> None:
    with attacked(service):
        at_once(4, lambda: abandoned(service, cyclic(service.event)))
        # Abandoned queries must not delay later ones.
        time.sleep(3.0)


@without_store
@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_repeated_document(service: Served, document: str) -> None:
    with attacked(service):
        for _ in range(4):
            post(service, document)


def test_a_text_that_grows_when_folded(service: Served) -> None:
    with attacked(service):
        response = post(service, TEXTS, {"text": FOLDS})
    assert codes(response) <= REFUSED


@without_store
def test_introspection_by_aliases(service: Served) -> None:
    with attacked(service):
        post(service, aliased_schema())


@without_store
def test_repeated_introspection(service: Served) -> None:
    query = get_introspection_query()
    with attacked(service), ThreadPoolExecutor(8) as pool:
        statuses = {response.status_code for response in pool.map(lambda _: post(service, query), range(100))}
    assert statuses <= {200, 429}


@without_store
def test_many_documents_of_60_kb(database: str, tmp_path: Any) -> None:
    """Most of them run and some are refused; none is post twice. The caches must not keep them all.

    They would take 70 MB by their texts alone. MARQUEE_TEST_DOCUMENTS is another number: 10,000 take some minutes.
    """
    number_of_documents = int(os.environ.get("MARQUEE_TEST_DOCUMENTS", "1200"))
    padding = "# " + "x" * 58_000 + "\n"
    with served(database, tmp_path, PROXY) as service:

        def ask(number: int, client: httpx2.Client) -> None:
            short = f"{padding}{{ a{number}: __typename }}"
            long = "{" + " ".join(f"a{number}_{each}:__typename" for each in range(2_800)) + "}"
            client.post(service.url, json={"query": long if number % 10 == 0 else short}, headers=ATTACKER)

        def work(first: int) -> None:
            with httpx2.Client(timeout=60) as client:
                for number in range(first, number_of_documents, 4):
                    ask(number, client)

        with attacked(service), ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(4)))


def test_many_documents_that_select_much_of_an_event(database: str, tmp_path: Any) -> None:
    """Each is compiled to its own statement, which takes up to 2 MiB of SQLite's memory."""
    allowed = {"budget": "0", "max_cost": "10000000"}
    with served(database, tmp_path, PROXY | allowed) as service:
        documents = list(wide_documents(service.event, WIDE_DOCUMENTS))

        def ask(document: str) -> bool:
            return "errors" not in post(service, document).json()

        with attacked(service), ThreadPoolExecutor(4) as pool:
            answered = sum(pool.map(ask, documents))
        assert answered == WIDE_DOCUMENTS
