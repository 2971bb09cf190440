"""How an event is found: categories, tags and the text that is searched."""
