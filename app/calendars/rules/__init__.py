"""What calendars show, and how it is written as iCalendar text. Pure."""
