"""The name of an event, its texts, its cover, its time zone and its currency."""
