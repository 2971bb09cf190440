"""Inputs of an event's dates, and of the preview of a rule."""

from app.core import limits
from app.events.dates.patches import (
    MonthlyPositionPatch,
    OccurrenceEndsPatch,
    OccurrenceRulePatch,
    PreviewOccurrencesPatch,
    TimeslotPatch,
)
from app.graph.inputs import Input, described, described_input
from app.occurrences.rules import (
    MAX_DURATION,
    MAX_INTERVAL,
)


@described_input("When a rule stops. An update that keeps the type may leave out what goes with it.")
class OccurrenceEndsInput(Input[OccurrenceEndsPatch]):
    type = described("How the rule ends.")
    on = described("With ON_DATE: the last possible date, in the event's time zone.")
    count = described(f"With AFTER_COUNT: how many dates, 1 to {limits.OCCURRENCES:,}; excluded ones count.")


@described_input("One slot that every date of a TIMESLOTS rule has.")
class TimeslotInput(Input[TimeslotPatch]):
    starts_at = described("When it starts, as local time of the event's zone. No two slots start at the same time.")
    duration_minutes = described(f"How long it is, in steps of {limits.DURATION_STEP_MINUTES:,} minutes.")
    capacity = described("Its capacity, at least 1; null means no limit of its own.")


@described_input("Which day of a month a rule means: the second Tuesday, the last Friday, the last day.")
class MonthlyPositionInput(Input[MonthlyPositionPatch]):
    ordinal = described("The position in the month, from the first to the last.")
    weekday = described("The day of the week; null, with LAST only, means the last day of the month.")


@described_input(
    "The recurrence rule of an event. An update changes only what is sent; a new type, and a new"
    " frequency of TIMESLOTS, drops what it does not use, and the old weekdays and monthly position."
    " A date keeps its uuid and its bookings where the new rule has a date for it: on the same local date, or else"
    " the next in order if the type stays and equally many dates are left on both sides."
)
class OccurrenceRuleInput(Input[OccurrenceRulePatch]):
    type = described("The kind of rule.")
    starts_on = described(
        "When the first occurrence starts; of TIMESLOTS only the date counts. Required by every type but"
        " SCHEDULE. A start in the past is accepted with a warning."
    )
    duration_minutes = described(
        f"How long each occurrence is, in steps of {limits.DURATION_STEP_MINUTES:,} minutes up to {MAX_DURATION:,}."
        " That of TIMESLOTS follows from the slots."
    )
    ends_on = described(
        "When the first occurrence ends: another way to set the length of each, in whole minutes and"
        " without steps. Not with SCHEDULE and TIMESLOTS; must agree with `durationMinutes`. Null has no"
        " effect."
    )
    ends = described("When the rule stops; required by every type that repeats.")
    frequency = described("With TIMESLOTS: the unit of `interval`; null means DAILY.")
    interval = described(
        f"The number of days, weeks or months from one step to the next, 1 to {MAX_INTERVAL:,}; null means 1."
    )
    weekdays = described("With a weekly rule: its days; null means the day of the start.")
    monthly_position = described(
        "With a monthly rule: its position in the month, as RFC 5545 counts it; a month without it is skipped, and a"
        " start on another day is not an occurrence. Null means the day of the start."
    )
    exclusions = described(f"Dates to leave out, in the event's time zone, at most {limits.EXCLUSIONS:,}.")
    schedule = described(f"With SCHEDULE: every start, at most {limits.OCCURRENCES:,}.")
    timeslots = described(f"With TIMESLOTS: the slots of each date, at most {limits.TIMESLOTS:,}.")


@described_input("A rule whose dates to preview.")
class PreviewOccurrencesInput(Input[PreviewOccurrencesPatch]):
    occurrence = described("The rule; with `eventUuid` the changes of that event's rule, as `updateEvent` takes them.")
    event_uuid = described(
        "An event of the caller's organisation, whose stored rule is changed for the preview. Needs the"
        " scope `event.update`;"
        " null means a new rule."
    )
    timezone = described(
        "The zone of the local times; null means that of the event, or UTC without an event. Another zone"
        " than the event's"
        " keeps the local times of the stored rule."
    )
    first = described(f"How many dates to show, 1 to {limits.OCCURRENCES:,}; null means {limits.PREVIEWED:,}.")
