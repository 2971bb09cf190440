"""More was asked for than is allowed: which limit it is, what was counted, and what is allowed at most."""


class LimitExceeded(Exception):
    """`limit` is the word that clients are told, such as `depth` or `rootFields`; `value` was counted."""

    def __init__(self, limit: str, value: int, maximum: int, message: str) -> None:
        super().__init__(message)
        self.limit = limit
        self.value = value
        self.maximum = maximum

    @property
    def extensions(self) -> dict[str, object]:
        """What an answer's error says beside its code."""
        return {"limit": self.limit, "value": self.value, "maximum": self.maximum}
