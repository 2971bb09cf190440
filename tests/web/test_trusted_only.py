"""The modes trusted-only and report: which documents run, the log, and browsers."""

import json
import logging
from pathlib import Path

import pytest

from app.settings.service import Operations, SettingsError
from tests.builders import everything, make_ready_event
from tests.gateway import Gateway
from tests.web.persisted import CANCEL, NAMED, PUBLISH, SCHEMA, Send, check_data, digest, hashed
from tests.web.refusals import check_refusal

TRUSTED_ONLY = Operations.TRUSTED_ONLY
CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def test_a_registered_document_is_validated_for_each_caller(gateway: Gateway, send: Send) -> None:
    gateway.restart(introspection=False)
    token = gateway.token(gateway.organisation())
    check_data(send({"query": SCHEMA, **hashed(SCHEMA)}, token=token), {"__schema": {"queryType": {"name": "Query"}}})
    response = send(hashed(SCHEMA))
    assert [error["extensions"]["code"] for error in response.json()["errors"]] == ["GRAPHQL_VALIDATION_FAILED"]
    check_data(send(hashed(SCHEMA), token=token), {"__schema": {"queryType": {"name": "Query"}}})


@pytest.mark.parametrize("mode", Operations)
def test_a_listed_document_is_validated_for_each_caller(
    gateway: Gateway, send: Send, listed: str, mode: Operations
) -> None:
    gateway.restart(introspection=False, documents=listed, operations=mode)
    response = send({"documentId": "schema"})
    assert [error["extensions"]["code"] for error in response.json()["errors"]] == ["GRAPHQL_VALIDATION_FAILED"]
    token = gateway.token(gateway.organisation())
    check_data(send({"documentId": "schema"}, token=token), {"__schema": {"queryType": {"name": "Query"}}})


def test_trusted_only_runs_only_listed_mutations(gateway: Gateway, listed: str) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, name="Gala")
    gateway.restart(documents=listed, operations=TRUSTED_ONLY)
    headers = {"authorization": f"Bearer {gateway.token(acme)}"}
    variables = {"uuid": str(event.id)}
    before = everything(gateway)
    response = gateway.post(json={"query": CANCEL, "variables": variables}, headers=headers)
    check_refusal(response, 200, "QUERY_NOT_IN_SAFELIST")
    assert everything(gateway) == before
    response = gateway.post(json={"documentId": "publish", "variables": variables}, headers=headers)
    check_data(response, {"publishEvent": {"event": {"name": "Gala"}, "userErrors": []}})


def test_trusted_only_does_not_affect_event_pages(gateway: Gateway, listed: str) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, name="Gala")
    gateway.gql(PUBLISH, gateway.token(acme), uuid=event.id)
    gateway.restart(documents=listed, operations=TRUSTED_ONLY)
    response = gateway.request("GET", f"/events/acme/{event.slug}", headers={"accept": CHROME})
    assert response.status_code == 200
    assert "<h1>Gala</h1>" in response.text


def test_a_batch_is_refused_in_every_mode(gateway: Gateway, listed: str) -> None:
    gateway.restart(documents=listed, operations=TRUSTED_ONLY)
    message = check_refusal(gateway.post(json=[{"documentId": "named"}]), 400, "BAD_USER_INPUT")
    assert message.startswith("Batches are not supported")


# --- browsers, the report, the start


@pytest.mark.parametrize(
    "name",
    [{"documentId": "named"}, {"doc_id": "named"}, {"extensions": json.dumps(hashed(NAMED)["extensions"])}],
    ids=str,
)
def test_a_browser_that_names_a_document_gets_its_answer(gateway: Gateway, listed: str, name: dict[str, str]) -> None:
    gateway.restart(documents=listed, operations=TRUSTED_ONLY)
    check_data(gateway.request("GET", "/graphql", params=name, headers={"accept": CHROME}), {"a": "Query"})


@pytest.mark.parametrize("name", ["", "?extensions={}", "?operationName=Named"])
def test_a_browser_that_names_none_gets_the_page(gateway: Gateway, name: str) -> None:
    response = gateway.request("GET", f"/graphql{name}", headers={"accept": CHROME})
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")


def test_the_report_lists_what_trusted_only_would_refuse(
    gateway: Gateway, send: Send, listed: str, caplog: pytest.LogCaptureFixture
) -> None:
    gateway.restart(documents=listed, operations=Operations.REPORT)
    caplog.clear()
    text = 'query Find { organisationBySlug(slug: "secret-slug") { name } }'
    for parameters in ({"documentId": "named"}, {"query": NAMED}, hashed(NAMED), hashed(text)):
        send(parameters)
    assert caplog.record_tuples == []
    request = {"query": text, "operationName": "Find", "variables": {"secret": "secret-value"}}
    for _ in range(2):
        check_data(send(request), {"organisationBySlug": None})
    line = f"untrusted document sha256:{digest(text)} (Find)"
    assert caplog.record_tuples == [("marquee.web", logging.WARNING, line)]


def test_a_service_with_invalid_documents_does_not_start(gateway: Gateway, tmp_path: Path) -> None:
    file = tmp_path / "documents.json"
    file.write_text(json.dumps({"named": "{ xyzzy }"}))
    fault = "named cannot be run: Cannot query field 'xyzzy' on type 'Query' (line 1)."
    with pytest.raises(SettingsError) as error:
        gateway.restart(documents=str(file))
    assert str(error.value) == f"MARQUEE_DOCUMENTS: {file}: {fault}"
    gateway.restart(documents=None)
