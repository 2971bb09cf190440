"""What all parts of an event build on."""
