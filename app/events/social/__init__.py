"""An event's ties to users and communities."""
