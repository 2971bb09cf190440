"""Python types of the schema's scalars, so that rules and patches can use them without importing GraphQL."""

import datetime as dt
from typing import Any, NewType, TypeAlias

LocalDateTime = NewType("LocalDateTime", dt.datetime)
TimeZone = NewType("TimeZone", str)
BigInt = NewType("BigInt", int)
CurrencyCode = NewType("CurrencyCode", str)
URL = NewType("URL", str)
JSON = NewType("JSON", object)
# The content of a JSON object: what clients store in it is theirs.
JsonMap: TypeAlias = dict[str, Any]
