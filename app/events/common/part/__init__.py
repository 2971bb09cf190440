"""The protocol of the parts of an event, and what several parts share."""
