"""The file's persons, tracks and rooms, without duplicates."""

import re

from app.core import limits
from app.core.folding import cut_at_word
from app.importing.schedule_json.addresses import image_of
from app.importing.schedule_json.programme import Room, Speaker, Track
from app.importing.schedule_json.reading import Entry

BIOGRAPHY = limits.DETAILS

_NAMES = ("public_name", "name", "full_public_name")
_KEYS = ("id", "code", "guid")
_COLOUR = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE | re.ASCII)


class Speakers:
    """The persons of all sessions: those with equal ids, or without ids equal names, are one speaker."""

    def __init__(self, base_url: str | None) -> None:
        self.found: list[Speaker] = []
        self._base_url = base_url
        self._indexes: dict[tuple[str, str], int] = {}

    def index_of(self, entry: Entry) -> int | None:
        """The person's index among the speakers; None for one without a name."""
        names = [name for key in _NAMES if (name := entry.words(key))]
        keys = [(key, str(value)) for key in _KEYS if (value := entry.values.get(key)) not in (None, "")]
        biography = entry.text("biography")
        speaker = Speaker(
            cut(entry, "name", names[0], limits.DISPLAY_NAME) if names else "",
            biography and cut(entry, "biography", biography, BIOGRAPHY),
            image_of(entry, "avatar", (self._base_url,)),
        )
        entry.leave_rest()
        if not names:
            entry.leave("name", "A person without a name cannot be a speaker.")
            return None
        if any(name != names[0] for name in names):
            entry.leave("name", "The public name was taken instead of this one.")
        key = keys[0] if keys else ("name", names[0])
        index = self._indexes.setdefault(key, len(self.found))
        if index == len(self.found):
            self.found.append(speaker)
        else:
            self._merge(index, speaker, entry)
        return index

    def _merge(self, index: int, again: Speaker, entry: Entry) -> None:
        known = self.found[index]
        for name in ("name", "biography", "image"):
            if (one := getattr(known, name)) and (other := getattr(again, name)) and one != other:
                entry.leave(name, "The same person has another one in an earlier session.")
        self.found[index] = Speaker(known.name, known.biography or again.biography, known.image or again.image)


class Tracks:
    """The tracks that the conference lists, and those that only sessions name."""

    def __init__(self, conference: Entry) -> None:
        self.found: list[Track] = []
        self._indexes: dict[str, int] = {}
        for name, entry in conference.named("tracks"):
            if name:
                index = self.index_of(name, entry)
                known = self.found[index]
                self.found[index] = Track(known.name, known.colour or _colour_of(entry))
            entry.leave_rest()

    def index_of(self, name: str, entry: Entry) -> int:
        index = self._indexes.setdefault(name, len(self.found))
        if index == len(self.found):
            self.found.append(Track(cut(entry, "track", name, limits.DISPLAY_NAME), None))
        return index


class Rooms:
    """The rooms that the conference lists, and those that only days name."""

    def __init__(self, conference: Entry) -> None:
        self.found: list[Room] = []
        self._indexes: dict[str, int] = {}
        for name, entry in conference.named("rooms"):
            if name:
                index = self.index_of(name, entry)
                known = self.found[index]
                description = entry.text("description")
                short = description and cut(entry, "description", description, limits.DESCRIPTION)
                self.found[index] = Room(known.name, known.description or short)
            entry.leave_rest()

    def index_of(self, name: str, entry: Entry) -> int:
        index = self._indexes.setdefault(name, len(self.found))
        if index == len(self.found):
            self.found.append(Room(cut(entry, "room", name, limits.ADDRESS_LINE), None))
        return index


def cut(entry: Entry, key: str, text: str, most: int) -> str:
    """Text that fits; a cut at a word is reported."""
    if len(text) <= most:
        return text
    entry.leave(key, f"Only the first {most} characters were taken.")
    return cut_at_word(text, most)


def _colour_of(entry: Entry) -> str | None:
    """`#rrggbb`, from any of the usual spellings."""
    for key in ("color", "colour"):
        written = entry.text(key)
        if written and (match := _COLOUR.fullmatch(written.strip())):
            digits = match[1].lower()
            return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))
        if written:
            entry.leave(key, "This is no colour like #1b6f8a.")
    return None
