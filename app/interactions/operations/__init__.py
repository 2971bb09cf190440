"""What people do to events and organisations, as operations."""
