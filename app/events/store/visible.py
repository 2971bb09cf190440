"""What outsiders see of an event, as conditions on its row `{t}`."""

# Published, or cancelled after it: who was invited or has places sees the event while this holds.
RELEASED = "({t}.lifecycle = 'PUBLISHED' OR ({t}.lifecycle = 'CANCELLED' AND {t}.published_at IS NOT NULL))"
PUBLIC = f"{RELEASED} AND NOT {{t}}.is_invite_only"
LISTED = "{t}.lifecycle = 'PUBLISHED' AND {t}.listing_enabled AND NOT {t}.is_invite_only"
# Outsiders do not see the location of an event for which this holds.
PLACE_HIDDEN = "NOT {t}.is_location_visible"
# A column of the event's next date: the first that is enabled and has not ended. Empty where none is to come.
NEXT_DATE = (
    "SELECT oc.{column} FROM occurrence oc WHERE oc.event_id = {event}.id AND oc.enabled AND oc.ends_at > {now}"
    " ORDER BY oc.starts_at, oc.id LIMIT 1"
)
