"""The explorer, in which a browser tries the API: what serves it, and its sources."""
