"""reviewEvent and removeReview: one review for each user; another one replaces it."""

from datetime import timedelta

import pytest

from app.interactions.tables import ReviewRow
from tests.builders import stored
from tests.gateway import Gateway
from tests.interactions.acting import REMOVE_REVIEW, REVIEW, changes, done, make_open, refused, token_of
from tests.user_builders import make_user


def test_a_review_is_written_replaced_and_removed(gateway: Gateway) -> None:
    acme = gateway.organisation()
    ada, (event, _) = make_user(gateway, acme), make_open(gateway, acme)
    sent = {"userUuid": ada.id, "rating": 4, "text": "Good <b>"}
    first = done(gateway, REVIEW, token_of(gateway, acme), event=event.id, input=sent)["review"]
    assert (first["rating"], first["text"]) == (4, "Good <b>")
    gateway.clock.advance(timedelta(hours=1))
    token = token_of(gateway, acme)
    second = done(gateway, REVIEW, token, event=event.id, input={"userUuid": ada.id, "rating": 1})["review"]
    assert second == {
        "uuid": first["uuid"], "rating": 1, "text": None, "updatedOn": {"utc": "2026-06-01T10:00:00Z"}
    }  # fmt: skip
    assert len(stored(gateway, ReviewRow)) == 1
    # Who has reviewed a public event is seen by everybody who sees the review.
    query = "query($e: UUID!) { event(uuid: $e) { reviews { nodes { user { uuid } rating } } } }"
    nodes = gateway.gql(query, e=event.id)["event"]["reviews"]["nodes"]
    assert nodes == [{"user": {"uuid": str(ada.id)}, "rating": 1}]
    done(gateway, REMOVE_REVIEW, token, event=event.id, user=ada.id)
    assert stored(gateway, ReviewRow) == []
    found = refused(gateway, REMOVE_REVIEW, token, event=event.id, user=ada.id)
    assert found == [("NOT_FOUND", ["userUuid"])]
    assert changes(gateway, "Review") == ["CREATED", "UPDATED", "DELETED"]


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"rating": 0}, "OUT_OF_RANGE", "rating"),
        ({"rating": 6}, "OUT_OF_RANGE", "rating"),
        ({"text": "x" * 2501}, "TOO_LONG", "text"),
    ],
)
def test_a_review_has_its_bounds(gateway: Gateway, given: dict[str, object], code: str, field: str) -> None:
    acme = gateway.organisation()
    ada, (event, _) = make_user(gateway, acme), make_open(gateway, acme)
    sent = {"userUuid": ada.id, "rating": 5} | given
    found = refused(gateway, REVIEW, token_of(gateway, acme), event=event.id, input=sent)
    assert found == [(code, ["input", field])]


def test_only_a_published_event_of_ones_own_is_reviewed(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    ada, (event, _) = make_user(gateway, acme), make_open(gateway, acme, lifecycle="UNRELEASED")
    sent = {"userUuid": ada.id, "rating": 5}
    found = refused(gateway, REVIEW, token_of(gateway, acme), event=event.id, input=sent)
    assert found == [("WRONG_STATE", ["eventUuid"])]
    found = refused(gateway, REVIEW, token_of(gateway, other), event=event.id, input=sent)
    assert found == [("NOT_FOUND", ["eventUuid"])]
    found = refused(gateway, REMOVE_REVIEW, token_of(gateway, other), event=event.id, user=ada.id)
    assert found == [("NOT_FOUND", ["eventUuid"])]
