"""Where an event takes place."""
