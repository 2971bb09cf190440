"""Each root field, type of node and subscription, with hidden objects and each kind of caller."""

from typing import Any

from app.auth.rules import Scope
from app.graph.execution import Answer
from tests.builders import everything
from tests.sight.names import named, path_of
from tests.sight.queries import NODES, PUBLIC_NODES, QUERIES, SUBSCRIPTIONS, WITHOUT_NAMES, Query
from tests.sight.schema_places import QUERY_FIELDS, SUBSCRIPTION_FIELDS, document, node_types, places
from tests.sight.staging import ENDED, Stage
from tests.subscribing import subscribed

NODE = "query ($id: ID!, $ids: [ID!]!) { node(id: $id) { id } nodes(ids: $ids) { id } }"


def request_of(name: str) -> str:
    return document("query", name, QUERY_FIELDS[name], QUERIES[name].given, QUERIES[name].selection)


def outsiders(scope: Scope) -> list[str]:
    """Those who may not read what is hidden."""
    others = (str(other) for other in Scope if other is not scope)
    return ["foreign", "foreign reader", "no token", "no scopes", f"all but {scope}", *others]


def test_every_root_field_and_every_type_of_node_has_a_row() -> None:
    assert QUERIES.keys() | WITHOUT_NAMES == QUERY_FIELDS.keys()
    assert SUBSCRIPTIONS.keys() == SUBSCRIPTION_FIELDS.keys()
    assert NODES.keys() | PUBLIC_NODES == node_types()
    for name, field in QUERY_FIELDS.items():
        asked_for = {path_of(place) for place, _ in named(QUERIES[name].given)} if name in QUERIES else set()
        assert asked_for >= places(field), name
    for name, field in SUBSCRIPTION_FIELDS.items():
        assert {path_of(place) for place, _ in named(SUBSCRIPTIONS[name])} == places(field), name


def test_outsiders_get_the_answer_for_unknown_objects(stage: Stage) -> None:
    before, wrong = everything(stage.gateway), []
    for name, query in QUERIES.items():
        if not stage.mine(name):
            continue
        for caller in outsiders(query.scope):
            answered = stage.answer_to(request_of(name), stage.with_own(query.given), stage.tokens[caller])
            none = stage.answer_to(request_of(name), stage.with_none(query.given), stage.tokens[caller])
            expected = none if query.outsiders is None else (200, {"data": {name: query.outsiders}})
            if answered != expected:
                wrong.append((name, caller, answered, expected))
    assert wrong == []
    assert everything(stage.gateway) == before


def test_a_token_that_has_ended_reads_nothing(stage: Stage) -> None:
    wrong = []
    for name in QUERY_FIELDS:
        query = QUERIES.get(name, Query({}, "{ application { name } }"))
        text = document("query", name, QUERY_FIELDS[name], query.given, query.selection)
        never = stage.answer_to(text, stage.with_own(query.given), stage.tokens["never was one"])
        assert never[0] == 401
        wrong += [
            (name, caller, answered)
            for caller in ENDED
            if stage.mine(name)
            and (answered := stage.answer_to(text, stage.with_own(query.given), stage.tokens[caller])) != never
        ]
    assert wrong == []


def test_the_owner_sees_all_fields(stage: Stage) -> None:
    """On each engine: otherwise empty answers for others would prove nothing."""
    wrong = []
    for name, query in QUERIES.items():
        status, body = stage.answer_to(request_of(name), stage.with_own(query.given), stage.tokens[str(query.scope)])
        none = stage.answer_to(request_of(name), stage.with_none(query.given), stage.tokens[str(query.scope)])
        answer = body.get("data", {}).get(name)
        if status != 200 or "errors" in body or not answer or (status, body) == none or answer == query.outsiders:
            wrong.append((name, body))
    assert wrong == []


def test_no_type_of_node_shows_what_is_hidden(stage: Stage) -> None:
    wrong = []
    for kind, names in NODES.items():
        for name in names:
            given: dict[str, Any] = {"id": f"@{kind}_{name}", "ids": [f"@{kind}_{name}"]}
            own, none = stage.with_own(given), stage.answer_to(NODE, stage.with_none(given), None)
            for caller in outsiders(Scope.EVENT_READ) if stage.mine(kind) else ():
                answered = stage.answer_to(NODE, own, stage.tokens[caller])
                if answered != none:
                    wrong.append((kind, name, caller, answered))
            shown = stage.answer_to(NODE, own, stage.tokens[str(Scope.EVENT_READ)])
            seen = {"id": f"{kind}_#"}
            if shown != (200, {"data": {"node": seen, "nodes": [seen]}}):
                wrong.append((kind, name, "owner", shown))
    assert wrong == []


def test_what_is_hidden_cannot_be_followed(stage: Stage) -> None:
    wrong = []
    for name, given in SUBSCRIPTIONS.items():
        if name == "organisationChanged":
            # Every organisation is public.
            continue
        text = document("subscription", name, SUBSCRIPTION_FIELDS[name], given, "{ at }")
        for caller in outsiders(Scope.EVENT_READ):
            answered = [
                _followed(stage, text, each, caller) for each in (stage.with_own(given), stage.with_none(given))
            ]
            if answered[0] is None or answered[0] != answered[1]:
                wrong.append((name, caller, answered))
        assert _followed(stage, text, stage.with_own(given), str(Scope.EVENT_READ)) is None, name
    assert wrong == []


def test_the_caller_sees_its_own_application(stage: Stage) -> None:
    text = "{ viewer { application { organisation { uuid } } } }"
    for caller in ("foreign", str(Scope.EVENT_READ)):
        organisation = stage.foreign["organisation"] if caller == "foreign" else stage.own["organisation"]
        assert stage.gateway.gql(text, stage.tokens[caller])["viewer"] == {
            "application": {"organisation": {"uuid": organisation}}
        }
    assert stage.gateway.gql(text)["viewer"] is None


def _followed(stage: Stage, text: str, given: Any, caller: str) -> Any:
    """Why it cannot be followed; None where it can."""
    with subscribed(stage.gateway, text, stage.tokens[caller], **given) as stream:
        return stream.refusal() if isinstance(stream._opened, Answer) else None
