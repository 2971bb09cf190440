"""What becomes of dates when a rule changes. Pure."""
