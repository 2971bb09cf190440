"""Reading calendars, and the secret addresses of users' calendars."""
