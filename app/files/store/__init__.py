"""Where files are: their rows, and the bytes of those that were uploaded."""

from app.files.store.rows import file_to_change, find_file, image_file, no_such_file

__all__ = ["file_to_change", "find_file", "image_file", "no_such_file"]
