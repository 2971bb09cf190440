"""What ties an event to users and communities."""
