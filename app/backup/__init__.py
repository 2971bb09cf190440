"""Backups of a SQLite database with its uploaded files, in one archive."""
