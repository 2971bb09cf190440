"""How long lists without pages are taken to be, by the names of the schema.

Rules allow far more: an event may have 200 tickets, each with 50 prices. Nearly all have fewer than this, and an answer
that turns out larger than its estimate is counted as what it is.
"""

ASSUMED = 10
SHORT = {
    "AgendaTab.scheduleDates": 5,
    "Event.agendaTabs": 4,
    "Event.extendedStatus": 5,
    "Occurrence.tickets": 5,
    "Occurrence.timeslots": 5,
    "ScheduleDate.tracks": 5,
    "Session.additionalVideos": 5,
    "Session.files": 5,
    "Session.links": 5,
    "Session.speakers": 5,
    "Session.tickets": 5,
    "SessionOccurrence.speakers": 5,
    "Ticket.customAttributes": 5,
    "Ticket.prices": 5,
}
