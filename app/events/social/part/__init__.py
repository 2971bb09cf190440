"""What ties an event to users and communities: its creator and origin, and the community in which it is discussed."""
