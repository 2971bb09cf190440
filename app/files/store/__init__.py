"""Where files are: their rows, and the bytes of those that were uploaded."""

from app.files.store.rows import bytes_kept, file_to_change, find_file, image_file, no_such_file, used_by

__all__ = ["bytes_kept", "file_to_change", "find_file", "image_file", "no_such_file", "used_by"]
