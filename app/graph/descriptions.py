"""Sentences that several descriptions of the schema begin with."""

NO_EFFECT = "Kept for clients; Marquee does not act on it."
