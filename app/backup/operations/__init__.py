"""Making and restoring archives."""
