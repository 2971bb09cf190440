"""Who may do what, drawn from the schema: a field of its root that no list here knows fails."""

from typing import Any
from uuid import UUID

import pytest

from app.auth.rules import Scope
from app.events.tables import EventRow
from app.graph.scopes import RequireScope
from app.schema import schema
from tests.builders import (
    everything,
    make_agenda_tab,
    make_custom_field,
    make_location,
    make_occurrence,
    make_ready_event,
    make_schedule_date,
    make_session,
    make_session_date,
    make_speaker,
    make_ticket,
    make_track,
    stored,
)
from tests.files.filing import make_file
from tests.gateway import START, Gateway, Organisation
from tests.guests.asking import make_invitation, make_rsvp, make_rsvp_event
from tests.interactions.acting import make_acts
from tests.society import flag_post, flag_user, make_community, make_member, make_post, make_user

# Root fields that need no scope. What they show is another matter: tests/reading/test_visibility.py.
PUBLIC = {"event", "eventBySlug", "events", "organisation", "organisationBySlug", "node", "nodes", "viewer"}
PUBLIC |= {"occurrences", "user", "community", "file"}
# They end where the event is not to be seen: tests/events/test_event_changed.py, tests/agenda/test_agenda_changed.py.
PUBLIC |= {"eventChanged", "agendaChanged"}
PUBLIC |= {"session", "agendaTab", "scheduleDate", "track", "location", "speaker", "customField", "customFields"}

# A user of the organisation, for the inputs that name one.
ADA = UUID("ada00000-0000-4000-8000-000000000000")
GRACE = UUID("9ace0000-0000-4000-8000-000000000000")
# Another date of the event that they have done everything at.
SECOND = UUID("5ec00000-0000-4000-8000-000000000000")
ENTRY = UUID("e0000000-0000-4000-8000-000000000000")

# Each mutation: its one argument beside `input` and what that names, its input, the scope it needs.
MUTATIONS: dict[str, tuple[str, str, str | None, Scope]] = {
    "createEvent": ("organisationUuid", "organisation", '{name: "New"}', Scope.EVENT_CREATE),
    "updateEvent": ("uuid", "event", '{name: "Changed"}', Scope.EVENT_UPDATE),
    "publishEvent": ("uuid", "event", None, Scope.EVENT_PUBLISH),
    "unpublishEvent": ("uuid", "published", None, Scope.EVENT_UNPUBLISH),
    "cancelEvent": ("uuid", "event", None, Scope.EVENT_CANCEL),
    "updateCancellation": ("uuid", "calledOff", '{reason: "Storm"}', Scope.EVENT_CANCEL),
    "duplicateEvent": ("uuid", "event", None, Scope.EVENT_CREATE),
    "rescheduleEvent": ("uuid", "event", "{byDays: 1}", Scope.EVENT_UPDATE),
    "updateOccurrence": ("uuid", "occurrence", "{capacity: 7}", Scope.EVENT_UPDATE),
    "createSession": (
        "eventUuid",
        "event",
        '{name: "New", startsOn: {utc: "2026-07-01T08:30:00Z"}, durationMinutes: 15}',
        Scope.EVENT_ADD_SESSION,
    ),
    "createSessions": (
        "eventUuid",
        "event",
        '{name: "New", startsOn: {utc: "2026-07-01T08:30:00Z"}, durationMinutes: 15}',
        Scope.EVENT_ADD_SESSION,
    ),
    "selectSessions": ("eventUuid", "published", f'{{userUuid: "{ADA}"}}', Scope.INTERACTION_WRITE),
    "updateSession": ("uuid", "session", '{name: "Changed"}', Scope.EVENT_UPDATE_SESSION),
    "updateSessionOccurrence": ("uuid", "dateOfSession", "{capacity: 7}", Scope.EVENT_UPDATE_SESSION),
    "createTicket": ("eventUuid", "event", '{name: "New", category: FREE}', Scope.EVENT_ADD_TICKET),
    "updateTicket": ("uuid", "ticket", '{name: "Changed"}', Scope.EVENT_UPDATE_TICKET),
    "archiveTicket": ("uuid", "ticket", None, Scope.EVENT_UPDATE_TICKET),
    "updateOrganisation": ("uuid", "organisation", '{name: "Changed"}', Scope.ORGANISATION_UPDATE),
    "createUser": ("organisationUuid", "organisation", '{displayName: "New"}', Scope.INTERACTION_WRITE),
    "updateUser": ("uuid", "user", '{displayName: "Changed"}', Scope.INTERACTION_WRITE),
    "deleteUser": ("uuid", "user", None, Scope.INTERACTION_WRITE),
    "flagUser": ("uuid", "user", None, Scope.INTERACTION_WRITE),
    "unflagUser": ("uuid", "flagged", None, Scope.INTERACTION_WRITE),
    "createCommunity": ("organisationUuid", "organisation", '{displayName: "New"}', Scope.INTERACTION_WRITE),
    "updateCommunity": ("uuid", "community", '{displayName: "Changed"}', Scope.INTERACTION_WRITE),
    "deleteCommunity": ("uuid", "community", None, Scope.INTERACTION_WRITE),
    "joinCommunity": ("uuid", "community", f'{{userUuid: "{ADA}", role: MODERATOR}}', Scope.INTERACTION_WRITE),
    "leaveCommunity": ("uuid", "community", None, Scope.INTERACTION_WRITE),
    "createPost": ("communityUuid", "community", f'{{userUuid: "{ADA}", text: "Hi"}}', Scope.INTERACTION_WRITE),
    "flagPost": ("uuid", "post", None, Scope.INTERACTION_WRITE),
    "unflagPost": ("uuid", "flaggedPost", None, Scope.INTERACTION_WRITE),
    "rsvpEvent": ("eventUuid", "answered", f'{{userUuid: "{ADA}", status: NOT_GOING}}', Scope.INTERACTION_WRITE),
    "removeRsvp": ("eventUuid", "answered", None, Scope.INTERACTION_WRITE),
    "inviteUsers": ("eventUuid", "event", None, Scope.INTERACTION_WRITE),
    "uninviteUsers": ("eventUuid", "answered", None, Scope.INTERACTION_WRITE),
    "registerFile": ("organisationUuid", "organisation", '{url: "https://cdn.example/a.jpg"}', Scope.FILE_WRITE),
    "updateFile": ("uuid", "file", '{altText: "Changed"}', Scope.FILE_WRITE),
    "saveEvent": ("eventUuid", "published", None, Scope.INTERACTION_WRITE),
    "unsaveEvent": ("eventUuid", "acted", None, Scope.INTERACTION_WRITE),
    "shareEvent": ("eventUuid", "published", f'{{userUuid: "{ADA}"}}', Scope.INTERACTION_WRITE),
    "reviewEvent": ("eventUuid", "published", f'{{userUuid: "{ADA}", rating: 5}}', Scope.INTERACTION_WRITE),
    "removeReview": ("eventUuid", "acted", None, Scope.INTERACTION_WRITE),
    "joinWaitingList": ("eventUuid", "waiting", f'{{userUuid: "{ADA}"}}', Scope.INTERACTION_WRITE),
    "leaveWaitingList": ("eventUuid", "acted", None, Scope.INTERACTION_WRITE),
    "registerAttendee": (
        "eventUuid",
        "acted",
        f'{{userUuid: "{ADA}", ticketUuid: "{ENTRY}", occurrenceUuid: "{SECOND}"}}',
        Scope.INTERACTION_WRITE,
    ),
    "removeAttendee": ("uuid", "attendee", None, Scope.INTERACTION_WRITE),
    "moveAttendee": ("uuid", "attendee", None, Scope.INTERACTION_WRITE),
    "followOrganisation": ("organisationUuid", "organisation", None, Scope.INTERACTION_WRITE),
    "unfollowOrganisation": ("organisationUuid", "organisation", None, Scope.INTERACTION_WRITE),
    "muteOrganisation": ("organisationUuid", "organisation", None, Scope.INTERACTION_WRITE),
    "unmuteOrganisation": ("organisationUuid", "organisation", None, Scope.INTERACTION_WRITE),
    "createAgendaTab": ("eventUuid", "event", '{name: "New"}', Scope.AGENDA_WRITE),
    "updateAgendaTab": ("uuid", "agendaTab", '{name: "Changed"}', Scope.AGENDA_WRITE),
    "createScheduleDate": ("eventUuid", "event", '{date: "2026-07-02"}', Scope.AGENDA_WRITE),
    "updateScheduleDate": ("uuid", "scheduleDate", '{name: "Changed"}', Scope.AGENDA_WRITE),
    "createTrack": ("eventUuid", "event", '{name: "New"}', Scope.AGENDA_WRITE),
    "updateTrack": ("uuid", "track", '{name: "Changed"}', Scope.AGENDA_WRITE),
    "createLocation": ("eventUuid", "event", '{name: "New"}', Scope.AGENDA_WRITE),
    "updateLocation": ("uuid", "location", '{name: "Changed"}', Scope.AGENDA_WRITE),
    "createSpeaker": ("eventUuid", "event", '{name: "New"}', Scope.AGENDA_WRITE),
    "updateSpeaker": ("uuid", "speaker", '{name: "Changed"}', Scope.AGENDA_WRITE),
    "createCustomField": ("organisationUuid", "organisation", '{name: "New", type: TEXT}', Scope.AGENDA_WRITE),
    "updateCustomField": ("uuid", "customField", '{name: "Changed"}', Scope.AGENDA_WRITE),
}
# Those that name their user beside what is acted on.
ACTS = (
    "saveEvent",
    "unsaveEvent",
    "removeReview",
    "leaveWaitingList",
    "followOrganisation",
    "muteOrganisation",
)
# What some of them take beside that.
FURTHER = {
    **dict.fromkeys(("unfollowOrganisation", "unmuteOrganisation"), f', userUuid: "{GRACE}"'),
    **dict.fromkeys(ACTS, f', userUuid: "{ADA}"'),
    **dict.fromkeys(("flagUser", "unflagUser"), f', byUserUuid: "{ADA}"'),
    **dict.fromkeys(("leaveCommunity", "flagPost", "unflagPost", "removeRsvp"), f', userUuid: "{ADA}"'),
    "moveAttendee": f', occurrenceUuid: "{SECOND}"',
    **dict.fromkeys(("inviteUsers", "uninviteUsers"), f', userUuids: ["{ADA}"]'),
}


def needs(root: Any) -> dict[str, Scope | None]:
    """The scope that each field of a root type needs; None for none."""
    found: dict[str, Scope | None] = {}
    for name, field in root.fields.items():
        marks = field.extensions["strawberry-definition"].extensions
        scopes = [mark.scope for mark in marks if isinstance(mark, RequireScope)]
        assert len(scopes) <= 1, name
        found[name] = scopes[0] if scopes else None
    return found


def test_every_root_field_needs_a_scope_or_is_known_to_be_public() -> None:
    core = schema._schema
    fields = {
        name: scope for root in (core.query_type, core.subscription_type) if root for name, scope in needs(root).items()
    }
    assert {name for name, scope in fields.items() if scope is None} == PUBLIC


def test_every_mutation_needs_the_scope_that_the_table_names() -> None:
    assert needs(schema._schema.mutation_type) == {name: row[3] for name, row in MUTATIONS.items()}


def test_the_description_of_a_field_names_its_scope() -> None:
    mutation = schema._schema.mutation_type
    assert mutation is not None
    for name, scope in needs(mutation).items():
        assert str(mutation.fields[name].description).endswith(f" Needs the scope `{scope}`."), name


def make_targets(gateway: Gateway, owner: Organisation) -> dict[str, UUID | str]:
    """One of everything that a mutation can be pointed at."""
    event = make_ready_event(gateway, owner)
    published = {"lifecycle": "PUBLISHED", "published_at": START}
    ada = make_user(gateway, owner, id=ADA)
    community = make_community(gateway, owner)
    make_member(gateway, community, ada)
    flagged_post = make_post(gateway, community, ada)
    flag_post(gateway, flagged_post, ada)
    flagged = make_user(gateway, owner)
    flag_user(gateway, flagged, ada)
    session = make_session(gateway, event)
    occurrence = make_occurrence(gateway, event, starts_at=START.replace(month=9))
    answered = make_rsvp_event(gateway, owner, slug="answered")
    make_rsvp(gateway, answered, ada.id)
    make_invitation(gateway, answered, ada.id)
    return {
        **make_acts(gateway, owner, ada, ENTRY, GRACE, SECOND),
        "answered": answered.id,
        "user": make_user(gateway, owner).id,
        "flagged": flagged.id,
        "community": community.id,
        "post": make_post(gateway, community, ada).id,
        "flaggedPost": flagged_post.id,
        "organisation": owner.uuid,
        "event": event.id,
        "published": make_ready_event(gateway, owner, slug="published", **published).id,
        "calledOff": make_occurrence(gateway, event, starts_at=START.replace(month=8), enabled=False).id,
        "occurrence": occurrence.id,
        "session": session.id,
        "dateOfSession": make_session_date(gateway, session, occurrence).id,
        "ticket": make_ticket(gateway, event, position=1).id,
        "file": make_file(gateway, owner).id,
        "agendaTab": make_agenda_tab(gateway, event).id,
        "scheduleDate": make_schedule_date(gateway, event).id,
        "track": make_track(gateway, event).id,
        "location": make_location(gateway, event).id,
        "speaker": make_speaker(gateway, event).id,
        "customField": make_custom_field(gateway, event.organisation_id).id,
    }


def document(mutation: str) -> str:
    argument, _, given, _ = MUTATIONS[mutation]
    written = FURTHER.get(mutation, "") + ("" if given is None else f", input: {given}")
    return (
        f"mutation($target: UUID!) {{ {mutation}({argument}: $target{written}) {{ message userErrors {{ code }} }} }}"
    )


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_mutation_without_its_scope_or_tenant_has_no_effect(gateway: Gateway, mutation: str) -> None:
    owner, stranger = gateway.organisation("owner"), gateway.organisation("stranger")
    _, kind, _, scope = MUTATIONS[mutation]
    target = make_targets(gateway, owner)[kind]
    query = document(mutation)
    others = [other for other in Scope if other is not scope]
    callers: list[tuple[str, str | None]] = [
        ("anonymous", None),
        ("no scopes", gateway.token_without_scopes(owner)),
        ("all others", gateway.token(owner, *others)),
        *((str(other), gateway.token(owner, other)) for other in others),
    ]
    foreign = [gateway.token(stranger), gateway.token(stranger, scope)]
    own = gateway.token(owner, scope)
    before = everything(gateway)
    for name, token in callers:
        body = gateway.post(
            json={"query": query, "variables": {"target": str(target)}},
            headers={} if token is None else {"authorization": f"Bearer {token}"},
        ).json()
        assert body["data"] == {mutation: None}, name
        (error,) = body["errors"]
        assert (error["extensions"]["code"], error["path"]) == ("FORBIDDEN", [mutation]), name
        assert f"`{scope}`" in error["message"] or str(scope) in error["message"], name
    for token in foreign:
        payload = gateway.gql(query, token, target=target)[mutation]
        assert payload == {"message": None, "userErrors": [{"code": "NOT_FOUND"}]}
    assert everything(gateway) == before
    # And it does something for those who may, or the above would say nothing.
    payload = gateway.gql(query, own, target=target)[mutation]
    assert payload["userErrors"] == []
    assert payload["message"]
    assert everything(gateway) != before


def test_a_refused_field_does_not_stop_the_ones_beside_it(gateway: Gateway) -> None:
    owner = gateway.organisation()
    targets = make_targets(gateway, owner)
    query = """mutation($event: UUID!) {
        updateEvent(uuid: $event, input: {name: "Changed"}) { message }
        cancelEvent(uuid: $event) { message }
        after: updateEvent(uuid: $event, input: {name: "Again"}) { message } }"""
    token = gateway.token(owner, Scope.EVENT_UPDATE)
    variables = {"event": str(targets["event"])}
    response = gateway.post(
        json={"query": query, "variables": variables}, headers={"authorization": f"Bearer {token}"}
    ).json()
    done = {"message": "Event has been updated successfully"}
    assert response["data"] == {"updateEvent": done, "cancelEvent": None, "after": done}
    assert [error["path"] for error in response["errors"]] == [["cancelEvent"]]
    (row,) = stored(gateway, EventRow, id=targets["event"])
    assert (row["name"], row["lifecycle"]) == ("Again", "UNRELEASED")
