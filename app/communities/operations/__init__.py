"""What may be done with communities, their members and their posts."""
