"""What a part of an event is, and what several parts do alike."""
