"""Store a picture with the orientation of its EXIF applied.

A program of its own, because pictures of strangers are decoded within bounds of memory and time.

python -P turning.py <source> <target> <bytes of memory> <seconds> <where modules are>
"""

import os
import sys
from contextlib import suppress

TOO_LARGE = 3


def turn(source: str, target: str) -> None:
    """Pixels are read, which nothing else in this service does."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None
    with Image.open(source, formats=("JPEG", "PNG")) as image:
        kind, profile = str(image.format), image.info.get("icc_profile")
        ImageOps.exif_transpose(image, in_place=True)
        image.info.clear()
        options = {"quality": 95} if kind == "JPEG" else {}
        image.save(target, format=kind, icc_profile=profile, exif=b"", **options)


def bound(memory: int, seconds: int) -> None:
    """Limit the memory of this process; Windows has no such call."""
    with suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def main(source: str, target: str, memory: str, seconds: str, path: str) -> int:
    sys.path[:] = path.split(os.pathsep)
    bound(int(memory), int(seconds))
    try:
        turn(source, target)
    except MemoryError:
        return TOO_LARGE
    except Exception:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
