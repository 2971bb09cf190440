"""What of an event outsiders see, as conditions on its row `{t}`: the reader's predicates, wherever they stand."""

PUBLIC = (
    "({t}.lifecycle = 'PUBLISHED' OR ({t}.lifecycle = 'CANCELLED' AND {t}.published_at IS NOT NULL))"
    " AND NOT {t}.is_invite_only"
)
LISTED = "{t}.lifecycle = 'PUBLISHED' AND {t}.listing_enabled AND NOT {t}.is_invite_only"
# Where an event is, in words or on a map, is told to outsiders unless this holds.
PLACE_HIDDEN = "NOT {t}.is_location_visible"
