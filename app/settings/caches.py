"""How the memory of one process's caches is divided among them: `MARQUEE_CACHE_MIB`."""

from dataclasses import dataclass

MIB = 2**20
CACHE_MIB = 32


@dataclass(frozen=True, slots=True)
class CacheShares:
    """Each in bytes."""

    documents: int
    rejected_documents: int
    unchanged_answers: int
    plans: int
    schema_answers: int
    statements: int

    @classmethod
    def of(cls, cache_mib: int) -> "CacheShares":
        part = cache_mib * MIB // 16
        return cls(
            documents=6 * part,
            rejected_documents=part // 2,
            unchanged_answers=part // 2,
            plans=3 * part,
            schema_answers=part,
            statements=5 * part,
        )
