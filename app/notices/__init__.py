"""Notices: what users have to know about places that they hold, recorded with the change that concerns them."""
