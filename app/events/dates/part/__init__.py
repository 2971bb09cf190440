"""The dates of an event: read, planned and written."""
