"""Retries of a mutation: which request one is, and its payload from what the first one answered.

With the header `Idempotency-Key` the request is the document, the operation and the variables, and the whole payload
is replayed. With the argument `idempotencyKey` it is the mutation and its arguments: ids, message and warnings are
replayed, and the selection is read again. Of a secret only a digest is stored: it is replayed as long as it is the one
that is in use.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, is_dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, get_args, get_origin
from uuid import UUID

import orjson

from app.core.outcome import Secret, Written
from app.core.problems import BadInput, Path, Problem, ProblemCode, Refused, Warning, WarningCode
from app.db.database import DbSession
from app.db.idempotency import LONGEST_KEY, stored_answer, to_store
from app.db.statements import Query

HEADER = "Idempotency-Key"
ARGUMENT: Path = ("idempotencyKey",)
_VISIBLE = re.compile(rf"[\x21-\x7e]{{1,{LONGEST_KEY}}}")


def valid_key(key: str) -> bool:
    """1 to 255 visible ASCII characters."""
    return _VISIBLE.fullmatch(key) is not None


def fingerprint(*parts: Any) -> str:
    """A digest of a request; equal requests have equal ones, whatever the order of their names."""
    options = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS
    return sha256(orjson.dumps(parts, default=str, option=options)).hexdigest()


@dataclass(frozen=True, slots=True)
class Retry:
    """A key with the fingerprint of its request. `whole`: the key is the header's, and all data is replayed."""

    application_id: UUID
    key: str
    fingerprint: str
    whole: bool

    def stored(self, db: DbSession, now: datetime) -> "Stored | None":
        """What the first request answered, if there was one. Raises `Refused` for a mismatch or a running twin."""
        path = () if self.whole else ARGUMENT
        found = stored_answer(db, self.application_id, self.key, self.fingerprint, now=now, path=path)
        return None if found is None else Stored.from_json(found)

    def to_store(self, stored: "Stored", dialect: str, now: datetime) -> Query:
        """What stores this answer."""
        return to_store(dialect, self.application_id, self.key, self.fingerprint, stored.to_json(), now=now)


@dataclass(frozen=True, slots=True)
class Stored:
    """What a mutation answered. `answers`: the JSON of the selected things by response key, if all is replayed.

    `digests`: of the secrets in the answer, by their names in `Written.extra`, where they are not.
    """

    written: Written
    answers: Mapping[str, orjson.Fragment | None] | None
    digests: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, written: Written, answers: Mapping[str, orjson.Fragment | None] | None) -> "Stored":
        """What to store of this answer: it without its secrets."""
        secrets = {key: value for key, value in written.extra.items() if isinstance(value, Secret)}
        rest = {key: value for key, value in written.extra.items() if key not in secrets}
        digests = {key: _digest(value) for key, value in secrets.items()}
        return cls(replace(written, extra=rest), answers, digests)

    def to_json(self) -> str:
        written = self.written
        return orjson.dumps(
            {
                "ids": written.ids,
                "lists": written.lists,
                "aggregate": written.aggregate,
                "extra": written.extra,
                "digests": self.digests,
                "warnings": [[each.code, each.message, each.path] for each in written.warnings],
                "answers": self.answers,
            },
            # asyncpg's UUIDs are of a class of its own.
            default=str,
        ).decode()

    @classmethod
    def from_json(cls, text: str) -> "Stored":
        held = orjson.loads(text)
        written = Written(
            ids={key: UUID(value) for key, value in held["ids"].items()},
            aggregate=held["aggregate"] and UUID(held["aggregate"]),
            warnings=[Warning(WarningCode(code), message, tuple(path)) for code, message, path in held["warnings"]],
            extra=held["extra"],
            lists={key: [UUID(value) for value in values] for key, values in held["lists"].items()},
        )
        answers = held["answers"]
        return cls(
            written,
            answers
            and {
                key: None if value is None else orjson.Fragment(orjson.dumps(value)) for key, value in answers.items()
            },
            # Absent in what the version before has stored.
            held.get("digests", {}),
        )

    def with_secrets(self, in_use: Mapping[str, str]) -> Written:
        """What was answered, with those of the secrets in use that are still the ones of the answer."""
        same = {key: value for key, value in in_use.items() if self.digests.get(key) == _digest(value)}
        return replace(self.written, extra={**self.written.extra, **same})


def _digest(secret: str) -> str:
    # Secrets are random and long: nobody finds them by trying.
    return sha256(secret.encode()).hexdigest()


def restored(extra: Mapping[str, Any], payload: type) -> dict[str, Any]:
    """Plain values of a payload, as the types that it declares for them."""
    return {key: _restored(value, payload.__annotations__.get(key)) for key, value in extra.items()}


def _restored(value: Any, declared: Any) -> Any:
    arguments = get_args(declared)
    if isinstance(value, list) and get_origin(declared) is list:
        return [_restored(item, arguments[0]) for item in value]
    if isinstance(value, dict) and is_dataclass(declared):
        return declared(**value)  # type: ignore[operator]
    return value


def retry_of(header: "Retry | None", argument: str | None, application_id: UUID | None, *request: Any) -> Retry | None:
    """The key under which a mutation runs, if any. Raises `Refused` for an argument that is invalid or differs."""
    if argument is None or application_id is None:
        return header
    if not valid_key(argument):
        sentence = f"1 to {LONGEST_KEY} visible characters."
        raise Refused(Problem(ProblemCode.INVALID, sentence, ARGUMENT))
    if header is None:
        return Retry(application_id, argument, fingerprint(*request), whole=False)
    if header.key != argument:
        sentence = f"The header {HEADER} has another key."
        raise Refused(Problem(ProblemCode.INVALID, sentence, ARGUMENT))
    return header


def retry_from_header(values: list[str], application_id: UUID | None, *request: Any) -> Retry | None:
    """The key of a request's headers, if any. Raises `BadInput`."""
    if not values:
        return None
    [key, *more] = values
    if more or not valid_key(key):
        raise BadInput(f"{HEADER} is one header of 1 to {LONGEST_KEY} visible characters.")
    return None if application_id is None else Retry(application_id, key, fingerprint(*request), whole=True)
