"""Reading the dates of an event, planning what becomes of them, and writing the plan."""
