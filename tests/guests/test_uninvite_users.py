"""uninviteUsers: the invitation is removed, and for an invite-only event also the answer."""

import pytest

from app.db.outbox import ChangeRow
from app.guests.tables import InvitationRow, RsvpRow
from tests.builders import stored
from tests.gateway import Gateway
from tests.guests.requests import UNINVITE, act, counts, make_invitation, make_rsvp, make_rsvp_event, refused
from tests.user_builders import make_user


@pytest.mark.parametrize("invite_only", [True, False])
def test_an_invitation_is_taken_back(gateway: Gateway, invite_only: bool) -> None:
    acme = gateway.organisation()
    event = make_rsvp_event(gateway, acme, is_invite_only=invite_only)
    first, second = make_user(gateway, acme), make_user(gateway, acme)
    for user in (first, second):
        make_invitation(gateway, event, user.id)
        make_rsvp(gateway, event, user.id)
    (removed,) = stored(gateway, InvitationRow, user_id=first.id)
    payload = act(gateway, acme, UNINVITE, event=event.id, users=[str(first.id)])
    left = 1 if invite_only else 2
    assert payload == {
        "uninvited": 1,
        "message": "Users have been uninvited successfully",
        "userErrors": [],
        "event": {"rsvpCount": left, "interestedCount": 0},
    }
    assert [row["user_id"] for row in stored(gateway, InvitationRow)] == [second.id]
    assert {row["user_id"] for row in stored(gateway, RsvpRow)} == (
        {second.id} if invite_only else {first.id, second.id}
    )
    assert counts(gateway, event.id) == (left, 0)
    (change,) = stored(gateway, ChangeRow, entity="Invitation")
    assert (change["kind"], change["entity_id"], change["event_id"]) == ("DELETED", removed["id"], event.id)


def test_one_unknown_invitation_refuses_all(gateway: Gateway) -> None:
    acme, rival = gateway.organisation(), gateway.organisation("rival")
    event = make_rsvp_event(gateway, acme)
    first, second = make_user(gateway, acme), make_user(gateway, acme)
    make_invitation(gateway, event, first.id)
    users = [str(first.id), str(second.id)]
    assert refused(gateway, acme, UNINVITE, event=event.id, users=users) == [("NOT_FOUND", "userUuids.1")]
    assert refused(gateway, acme, UNINVITE, event=event.id, users=[]) == [("TOO_SHORT", "userUuids")]
    assert refused(gateway, rival, UNINVITE, event=event.id, users=users) == [("NOT_FOUND", "eventUuid")]


def test_a_cancelled_event_keeps_its_invitations(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, user = make_rsvp_event(gateway, acme, lifecycle="CANCELLED"), make_user(gateway, acme)
    make_invitation(gateway, event, user.id)
    assert refused(gateway, acme, UNINVITE, event=event.id, users=[str(user.id)]) == [("CANCELLED", "eventUuid")]
