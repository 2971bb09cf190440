"""How the dates of an event follow a reschedule."""
