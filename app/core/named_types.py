"""Python types of the schema's scalars, so that rules and patches can use them without importing GraphQL."""

import datetime as dt
from typing import NewType

LocalDateTime = NewType("LocalDateTime", dt.datetime)
TimeZone = NewType("TimeZone", str)
BigInt = NewType("BigInt", int)
CurrencyCode = NewType("CurrencyCode", str)
URL = NewType("URL", str)
JSON = NewType("JSON", object)
