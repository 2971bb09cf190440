"""Moves of files that survive a power cut."""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Write to the disk which files the folder has, after one came or went. Windows has no such call."""
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
