"""The dates of an event: its recurrence rule, its occurrences, their timeslots and the rows of its sessions."""
