"""The agenda as a part of its event."""
