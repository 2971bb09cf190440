"""removeRsvp: the answer is removed and no longer counted."""

from uuid import uuid4

import pytest

from app.db.outbox import ChangeRow
from app.guests.tables import RsvpRow
from tests.builders import stored
from tests.gateway import Gateway
from tests.guests.requests import REMOVE, act, counts, make_rsvp, make_rsvp_event, refused
from tests.user_builders import make_user


@pytest.mark.parametrize("status", ["GOING", "INTERESTED", "NOT_GOING"])
def test_the_answer_goes_and_the_counts_follow(gateway: Gateway, status: str) -> None:
    acme = gateway.organisation()
    event, user, other = make_rsvp_event(gateway, acme), make_user(gateway, acme), make_user(gateway, acme)
    gone, kept = make_rsvp(gateway, event, user.id, status), make_rsvp(gateway, event, other.id, "GOING")
    payload = act(gateway, acme, REMOVE, event=event.id, user=user.id)
    assert payload == {
        "message": "Answer has been removed successfully",
        "userErrors": [],
        "event": {"rsvpCount": 1, "interestedCount": 0},
    }
    assert [row["id"] for row in stored(gateway, RsvpRow)] == [kept.id]
    assert counts(gateway, event.id) == (1, 0)
    (change,) = stored(gateway, ChangeRow, direct=True)
    assert (change["entity"], change["entity_id"], change["kind"]) == ("Rsvp", gone.id, "DELETED")


def test_an_unknown_answer_cannot_be_removed(gateway: Gateway) -> None:
    acme, rival = gateway.organisation(), gateway.organisation("rival")
    event, user = make_rsvp_event(gateway, acme), make_user(gateway, acme)
    make_rsvp(gateway, event, user.id)
    assert refused(gateway, acme, REMOVE, event=event.id, user=uuid4()) == [("NOT_FOUND", "userUuid")]
    assert refused(gateway, rival, REMOVE, event=event.id, user=user.id) == [("NOT_FOUND", "eventUuid")]


def test_a_cancelled_event_keeps_its_answers(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, user = make_rsvp_event(gateway, acme, lifecycle="CANCELLED"), make_user(gateway, acme)
    make_rsvp(gateway, event, user.id)
    assert refused(gateway, acme, REMOVE, event=event.id, user=user.id) == [("CANCELLED", "eventUuid")]
