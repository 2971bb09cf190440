"""The lists of an event's page and settings: each is replaced as a whole; a uuid keeps a product or a question."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.events.tables import ActivityRow, EventLinkRow, EventPart, ProductRow, SurveyQuestionRow, TrackingCodeRow
from tests.builders import stored
from tests.events.editing import CREATE, codes, create, refuse, update
from tests.events.every_setting import nested
from tests.gateway import Gateway, Organisation

Way = tuple[str, ...]
NAMED = "{ name value }"
LISTS: dict[Way, str] = {
    ("links",): "{ name url }",
    ("activities",): NAMED,
    ("customAttributes",): NAMED,
    ("surveyConfiguration",): NAMED,
    ("settings", "trackingCodes"): NAMED,
    ("merchandise", "products"): "{ name description image url price { amount currency } quantity }",
    ("configuration", "survey", "list"): "{ question type options required }",
}
PAIR = [{"name": "Ü “quoted”", "value": "one\ntwo"}, {"name": "n" * 255, "value": "v" * 2_500}, {"name": "Bare"}]
LINK = {"name": "WEBSITE", "url": "https://example.org/a?b=c#d"}
PRODUCT: dict[str, Any] = {
    "name": "Shirt",
    "description": "Blue.",
    "image": "uploads/shirt.png",
    "url": "https://example.org/shirt",
    "amount": "12.5",
    "quantity": 0,
}
QUESTION = {"question": "Which?", "type": "SINGLE_CHOICE", "options": ["This", "That"], "required": True}
GIVEN: dict[Way, list[dict[str, Any]]] = {
    ("links",): [LINK, {"url": "http://example.org"}],
    ("activities",): PAIR,
    ("customAttributes",): PAIR,
    ("surveyConfiguration",): PAIR,
    ("settings", "trackingCodes"): PAIR,
    ("merchandise", "products"): [PRODUCT, {"name": "Free"}],
    ("configuration", "survey", "list"): [QUESTION, {"question": "Why?"}],
}
TOLD: dict[Way, list[dict[str, Any]]] = {
    **{way: [{"name": None, "value": None} | item for item in items] for way, items in GIVEN.items() if items is PAIR},
    ("links",): [LINK, {"name": None, "url": "http://example.org"}],
    ("merchandise", "products"): [
        {name: value for name, value in PRODUCT.items() if name != "amount"}
        | {"price": {"amount": "12.50", "currency": "AUD"}},
        {"name": "Free", "description": None, "image": None, "url": None, "price": None, "quantity": None},
    ],
    ("configuration", "survey", "list"): [
        QUESTION,
        {"question": "Why?", "type": "TEXT", "options": [], "required": False},
    ],
}
MOST = dict.fromkeys(LISTS, 50) | {
    ("merchandise", "products"): 200,
    ("configuration", "survey", "list"): 100,
}
LEAST: dict[Way, dict[str, Any]] = {
    ("links",): {"url": "https://example.org"},
    ("configuration", "survey", "list"): {"question": "?"},
}
BAD: tuple[tuple[Way, dict[str, Any], str, str], ...] = (
    (("links",), {"url": "ftp://example.org"}, "INVALID", "url"),
    (("links",), {"url": "a/path"}, "INVALID", "url"),
    (("links",), {"name": "n" * 256, "url": "https://example.org"}, "TOO_LONG", "name"),
    *(
        (way, item, "TOO_LONG", field)
        for way, items in GIVEN.items()
        if items is PAIR
        for item, field in (({"name": "n" * 256}, "name"), ({"name": "n", "value": "v" * 2_501}, "value"))
    ),
    (("activities",), {"name": " "}, "TOO_SHORT", "name"),
    (("merchandise", "products"), {"quantity": 1}, "REQUIRED", "name"),
    (("merchandise", "products"), {"name": None}, "REQUIRED", "name"),
    (("merchandise", "products"), {"name": "n" * 256}, "TOO_LONG", "name"),
    (("merchandise", "products"), {"name": "n", "description": "d" * 2_501}, "TOO_LONG", "description"),
    (("merchandise", "products"), {"name": "n", "image": "../a"}, "INVALID", "image"),
    (("merchandise", "products"), {"name": "n", "url": "a"}, "INVALID", "url"),
    (("merchandise", "products"), {"name": "n", "amount": "1.234"}, "INVALID", "amount"),
    (("merchandise", "products"), {"name": "n", "amount": "-1"}, "OUT_OF_RANGE", "amount"),
    (("merchandise", "products"), {"name": "n", "quantity": -1}, "OUT_OF_RANGE", "quantity"),
    (("configuration", "survey", "list"), {"required": True}, "REQUIRED", "question"),
    (("configuration", "survey", "list"), {"question": "q" * 2_501}, "TOO_LONG", "question"),
    (("configuration", "survey", "list"), {"question": "?", "type": "SINGLE_CHOICE"}, "REQUIRED", "options"),
    (("configuration", "survey", "list"), {"question": "?", "type": "NUMBER", "options": ["1"]}, "INVALID", "options"),
    (
        ("configuration", "survey", "list"),
        {"question": "?", "type": "MULTIPLE_CHOICE", "options": ["a", "a"]},
        "NOT_UNIQUE",
        "options.1",
    ),
)


def answered(gateway: Gateway, organisation: Organisation, uuid: UUID, way: Way, fields: str) -> Any:
    inner = fields
    for name in reversed(way):
        inner = f"{{ {name} {inner} }}"
    document = f"query ($uuid: UUID!) {{ event(uuid: $uuid) {inner} }}"
    answer = gateway.gql(document, gateway.token(organisation), uuid=uuid)["event"]
    for name in way:
        answer = answer[name]
    return answer


def all_answered(gateway: Gateway, organisation: Organisation, uuid: UUID) -> dict[Way, Any]:
    return {way: answered(gateway, organisation, uuid, way, fields) for way, fields in LISTS.items()}


def kept(gateway: Gateway, organisation: Organisation, uuid: UUID, way: Way) -> list[str]:
    return [item["uuid"] for item in answered(gateway, organisation, uuid, way, "{ uuid }")]


def test_every_list_is_stored_whole_and_in_order(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, **nested(GIVEN))
    assert all_answered(gateway, acme, uuid) == TOLD
    gateway.restart()
    assert all_answered(gateway, acme, uuid) == TOLD
    update(gateway, acme, uuid, name="Another", settings={}, merchandise={}, configuration={"survey": {}})
    assert all_answered(gateway, acme, uuid) == TOLD


def test_each_list_is_replaced_by_itself_and_null_empties_it(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, **nested(GIVEN))
    expected = dict(TOLD)
    for way, items in GIVEN.items():
        for sent, answer in ((items[1:], TOLD[way][1:]), (None, []), (items, TOLD[way]), ([], [])):
            update(gateway, acme, uuid, **nested({way: sent}))
            expected[way] = answer
            assert all_answered(gateway, acme, uuid) == expected, way


def test_null_for_the_object_around_a_list_empties_it(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, **nested(GIVEN))
    update(gateway, acme, uuid, settings=None, merchandise=None, configuration={"survey": None})
    tables: tuple[type[EventPart], ...] = (TrackingCodeRow, ProductRow, SurveyQuestionRow)
    assert [stored(gateway, table) for table in tables] == [[], [], []]
    assert [len(stored(gateway, table)) for table in (EventLinkRow, ActivityRow)] == [2, 3]


@pytest.mark.parametrize(
    ("way", "item", "code", "field"), BAD, ids=[f"{way[-1]}-{code}-{field}" for way, _, code, field in BAD]
)
def test_invalid_items_are_refused_by_index(
    gateway: Gateway, way: Way, item: dict[str, Any], code: str, field: str
) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, **nested(GIVEN))
    expected = [(code, ".".join(("input", *way, "1", field)))]
    given = nested({way: [GIVEN[way][0], item]})
    assert codes(refuse(gateway, acme, uuid, **given)) == expected
    payload = gateway.gql(CREATE, gateway.token(acme), org=acme.uuid, input={"name": "New"} | given)["createEvent"]
    assert codes(payload["userErrors"]) == expected


@pytest.mark.parametrize("way", LISTS, ids=".".join)
def test_each_list_is_limited(gateway: Gateway, way: Way) -> None:
    acme = gateway.organisation()
    item = LEAST.get(way, {"name": "n"})
    uuid = create(gateway, acme, **nested({way: [item] * MOST[way]}))
    assert len(kept(gateway, acme, uuid, way)) == MOST[way]
    at = ".".join(("input", *way))
    assert codes(refuse(gateway, acme, uuid, **nested({way: [item] * (MOST[way] + 1)}))) == [("TOO_MANY", at)]


# --- items that stay

PRODUCTS = ("merchandise", "products")
QUESTIONS = ("configuration", "survey", "list")


def test_a_product_with_its_uuid_keeps_fields_that_are_not_sent(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, merchandise={"products": [PRODUCT, {"name": "Mug"}]})
    shirt, mug = kept(gateway, acme, uuid, PRODUCTS)
    changed = [{"name": "New"}, {"uuid": mug, "name": "Cup"}, {"uuid": shirt, "quantity": None}]
    update(gateway, acme, uuid, merchandise={"products": changed})
    assert kept(gateway, acme, uuid, PRODUCTS)[1:] == [mug, shirt]
    answer = answered(gateway, acme, uuid, PRODUCTS, LISTS[PRODUCTS])
    assert [item["name"] for item in answer] == ["New", "Cup", "Shirt"]
    assert answer[2] == TOLD[PRODUCTS][0] | {"quantity": None}
    update(gateway, acme, uuid, merchandise={"products": [{"uuid": shirt, "amount": None}]})
    assert answered(gateway, acme, uuid, PRODUCTS, "{ price { amount } }") == [{"price": None}]


def test_a_kept_question_is_validated_as_a_whole(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, **nested({QUESTIONS: [QUESTION]}))
    (which,) = kept(gateway, acme, uuid, QUESTIONS)
    at = ".".join(("input", *QUESTIONS, "0", "options"))
    item = {"uuid": which}
    assert codes(refuse(gateway, acme, uuid, **nested({QUESTIONS: [item | {"type": "TEXT"}]}))) == [("INVALID", at)]
    assert codes(refuse(gateway, acme, uuid, **nested({QUESTIONS: [item | {"options": None}]}))) == [("REQUIRED", at)]
    update(gateway, acme, uuid, **nested({QUESTIONS: [item | {"type": "MULTIPLE_CHOICE"}]}))
    assert kept(gateway, acme, uuid, QUESTIONS) == [which]
    assert answered(gateway, acme, uuid, QUESTIONS, LISTS[QUESTIONS]) == [QUESTION | {"type": "MULTIPLE_CHOICE"}]


@pytest.mark.parametrize(("way", "item"), [(PRODUCTS, {"name": "n"}), (QUESTIONS, {"question": "?"})])
def test_a_uuid_keeps_one_item_of_this_list(gateway: Gateway, way: Way, item: dict[str, Any]) -> None:
    acme = gateway.organisation()
    other = create(gateway, acme, **nested({way: [item]}))
    (foreign,) = kept(gateway, acme, other, way)
    uuid = create(gateway, acme, name="Another", **nested({way: [item]}))
    (own,) = kept(gateway, acme, uuid, way)
    items = [{**item, "uuid": key} for key in (own, foreign, own, str(uuid4()))]
    at = ".".join(("input", *way))
    assert codes(refuse(gateway, acme, uuid, **nested({way: items}))) == [
        ("NOT_FOUND", f"{at}.1.uuid"),
        ("NOT_UNIQUE", f"{at}.2.uuid"),
        ("NOT_FOUND", f"{at}.3.uuid"),
    ]


# --- money, defaults, copies


def test_the_currency_stays_once_a_product_has_a_price_and_products_follow_it_until_then(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, merchandise={"products": [{"name": "Mug"}]})
    update(gateway, acme, uuid, currency="JPY")
    assert [row["currency"] for row in stored(gateway, ProductRow)] == ["JPY"]
    update(gateway, acme, uuid, merchandise={"products": [{"name": "Mug", "amount": "500"}]})
    assert answered(gateway, acme, uuid, PRODUCTS, "{ price { amount currency } }") == [
        {"price": {"amount": "500", "currency": "JPY"}}
    ]
    assert codes(refuse(gateway, acme, uuid, currency="AUD")) == [("INVALID", "input.currency")]


def test_tracking_codes_and_questions_become_the_default_of_later_events(gateway: Gateway) -> None:
    acme = gateway.organisation()
    create(gateway, acme, isUpdateOrgSettings=True, **nested(GIVEN))
    gateway.restart()
    later = all_answered(gateway, acme, create(gateway, acme))
    remembered = {("settings", "trackingCodes"), QUESTIONS}
    assert later == {way: TOLD[way] if way in remembered else [] for way in LISTS}
    none = create(gateway, acme, **nested({("settings", "trackingCodes"): None, QUESTIONS: []}))
    assert all_answered(gateway, acme, none) == {way: [] for way in LISTS}


def test_a_copy_has_the_lists_under_ids_of_its_own(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, **nested(GIVEN))
    document = "mutation ($uuid: UUID!) { duplicateEvent(uuid: $uuid) { event { uuid } } }"
    copy = UUID(gateway.gql(document, gateway.token(acme), uuid=uuid)["duplicateEvent"]["event"]["uuid"])
    assert all_answered(gateway, acme, copy) == TOLD
    for way in LISTS:
        assert not set(kept(gateway, acme, copy, way)) & set(kept(gateway, acme, uuid, way))
