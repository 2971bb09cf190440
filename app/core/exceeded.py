"""A limit was exceeded: which one, the value, and the maximum."""

from app.core.errors import MarqueeError


class LimitExceeded(MarqueeError):
    """`limit` is the limit's name for clients, such as `depth` or `rootFields`."""

    code = "LIMIT_EXCEEDED"
    status = 400

    def __init__(self, limit: str, value: int, maximum: int, message: str) -> None:
        super().__init__(message)
        self.limit = limit
        self.value = value
        self.maximum = maximum

    @property
    def extensions(self) -> dict[str, object]:
        """Extensions of the GraphQL error besides its code."""
        return {"limit": self.limit, "value": self.value, "maximum": self.maximum}
