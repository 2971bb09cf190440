"""All limits on values, for rules, descriptions of the schema and columns.

If two documents of EventBookings give different limits, the larger one applies (docs/domain.md).
"""

NAME = 75
DISPLAY_NAME = 255
DESCRIPTION = 2_500
DETAILS = 20_000
TAG = 24
TAGS = 5
URL = 2_048
SLUG = 100
FORMER_SLUGS = 100
LABEL = 120
ADDRESS_LINE = 200
LOCATION = 200
INSTRUCTION = 2_500
LANGUAGE = 35

BANNERS = 20
RESOURCES = 50
LINKS = 50
ATTRIBUTES = 50
TRACKING_CODES = 50
TERMS = 20
PRODUCTS = 200
SURVEY_QUESTIONS = 100
SURVEY_OPTIONS = 50
CATEGORIES = 20
TICKETS = 200
PRICES = 50
COUPONS = 500
COUPON_CODE = 64
FEES = 20
TICKET_ATTRIBUTES = 50
SESSION_LINKS = 20
SESSION_FILES = 5
SESSION_VIDEOS = 5
SESSIONS_AT_ONCE = 500
SESSION_SPEAKERS = 50
LINKED = 1_000
INVITED_AT_ONCE = 500
AGENDA_ITEMS = 500
SPEAKERS = 5_000
CUSTOM_FIELDS = 200
WEBHOOKS = 20
CUSTOM_FIELD_OPTIONS = 200
CUSTOM_FIELD_KEY = 17
SESSIONS = 5_000
# Session occurrences of one event on dates that have not ended.
SESSION_ROWS = 20_000
CANCELLATION_REASON = 1_000
SCHEDULE_DATE_HOURS = 48
ROLES = 50
PERMISSIONS = 100
STORAGE_KEY = 80
SERVED_NAME = 120
FILE_EXTENSION = 16
MIME_TYPE = 127
IMAGE_PIXELS = 50_000_000
FILE_BYTES = 2**40
PIXELS = 100_000
METADATA_BYTES = 16_384
METADATA_DEPTH = 20

# Arguments of queries: characters of a text and of a cursor, items of a list.
ARGUMENT = 1_000
CURSOR = 16_384
ARGUMENT_ITEMS = 100
# Variables, before coercion: characters of a text, items of a list or keys of an object, and all values together.
VARIABLE = 100_000
VARIABLE_ITEMS = 5_000
VALUES = 10_000
VALUES_OF_MUTATION = 100_000
# A text to search by: words, and characters of each.
SEARCH_WORDS = 20
SEARCH_WORD = 100
# Longer than all searchable texts of a row together.
FOLDED = 10_000

OCCURRENCES = 1_000
# Dates of one calendar: of an organisation or a user, and of an event, which may have kept dates of earlier rules.
CALENDAR_DATES = 1_000
EVENT_CALENDAR_DATES = 2_000
# Dates in a preview by default, and timeslots on all its dates.
PREVIEWED = 100
PREVIEWED_TIMESLOTS = 2_000
TIMESLOTS = 100
EXCLUSIONS = 1_000
DURATION_STEP_MINUTES = 15
OFFSET_MINUTES = 527_040
REFUND_HOURS = 8_784
COUNT = 1_000_000_000
AMOUNT_MINOR = 10**15
