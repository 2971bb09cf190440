"""How many items a list without pages counts as, by the names of the schema.

A list of rows stands in exactly one of the two tables; every other list is part of a mutation's payload.
"""

from dataclasses import dataclass

from app.core import limits

# No answer ever holds more of these: the rules refuse more, or there are no more. Up to 50.
MAXIMUM = {
    "Community.categories": limits.CATEGORIES,
    "Event.activities": limits.ATTRIBUTES,
    "Event.banners": limits.BANNERS,
    "Event.customAttributes": limits.ATTRIBUTES,
    "Event.extendedStatus": 1,
    "Event.joinUrls": limits.LINKS,
    "Event.links": limits.LINKS,
    "Event.resources": limits.RESOURCES,
    "Event.surveyConfiguration": limits.ATTRIBUTES,
    "Event.taxes": limits.FEES,
    "EventListing.categories": limits.CATEGORIES,
    "EventSettings.trackingCodes": limits.TRACKING_CODES,
    "Fees.rates": limits.FEES,
    "Fees.taxes": limits.FEES,
    "OrganisationInteractions.preferences": limits.LINKS,
    # The lines of the publish checklist.
    "PublishReadiness.blockers": 5,
    "Query.webhooks": limits.WEBHOOKS,
    "Session.additionalVideos": limits.SESSION_VIDEOS,
    "Session.files": limits.SESSION_FILES,
    "Session.links": limits.SESSION_LINKS,
}


@dataclass(frozen=True, slots=True)
class Assumed:
    """`size` is what the list counts as before it is read, `maximum` what the rules allow."""

    size: int
    maximum: int


# Nearly all of these are far shorter than they may be, and they stand inside each other: estimated by its limits, an
# event page with tickets and prices would always be refused. An answer with longer lists is charged with the objects
# that it holds.
ASSUMED = {
    "AgendaTab.scheduleDates": Assumed(5, limits.AGENDA_ITEMS),
    "Coupon.tickets": Assumed(10, limits.LINKED),
    "CustomField.options": Assumed(10, limits.CUSTOM_FIELD_OPTIONS),
    "Event.agendaTabs": Assumed(4, limits.AGENDA_ITEMS),
    "Event.coupons": Assumed(10, limits.COUPONS),
    "Event.locations": Assumed(10, limits.AGENDA_ITEMS),
    "Event.scheduleDates": Assumed(10, limits.AGENDA_ITEMS),
    "Event.tickets": Assumed(10, limits.TICKETS),
    "Event.tracks": Assumed(10, limits.AGENDA_ITEMS),
    "Merchandise.products": Assumed(10, limits.PRODUCTS),
    "Occurrence.tickets": Assumed(5, limits.TICKETS),
    "Occurrence.timeslots": Assumed(5, limits.TIMESLOTS),
    "OccurrenceRule.schedule": Assumed(10, limits.OCCURRENCES),
    "OccurrenceRule.timeslots": Assumed(10, limits.TIMESLOTS),
    "Organisation.customFields": Assumed(10, limits.CUSTOM_FIELDS),
    "Query.customFields": Assumed(10, limits.CUSTOM_FIELDS),
    "ScheduleDate.tracks": Assumed(5, limits.AGENDA_ITEMS),
    "Session.customFields": Assumed(10, limits.CUSTOM_FIELDS),
    "Session.speakers": Assumed(5, limits.SESSION_SPEAKERS),
    "Session.tickets": Assumed(5, limits.LINKED),
    "SessionOccurrence.speakers": Assumed(5, limits.SESSION_SPEAKERS),
    "SessionSelection.dates": Assumed(10, limits.LINKED),
    "SessionSelection.sessions": Assumed(10, limits.LINKED),
    "Survey.list": Assumed(10, limits.SURVEY_QUESTIONS),
    "Ticket.coupons": Assumed(10, limits.COUPONS),
    "Ticket.customAttributes": Assumed(5, limits.TICKET_ATTRIBUTES),
    "Ticket.prices": Assumed(5, limits.PRICES),
}
# Of a list in a mutation's payload: changed things, warnings, problems.
IN_PAYLOAD = 10

LIST_SIZES = MAXIMUM | {name: assumed.size for name, assumed in ASSUMED.items()}
