"""Settings: limits of one GraphQL document."""

from pydantic import BaseModel, Field

from app.settings.caches import CACHE_MIB

ALLOWED = {
    "max_depth": "a whole number from 3 to 15",
    "max_aliases": "a whole number from 0 to 10000",
    "max_root_fields": "a whole number from 1 to 1000",
    "max_tokens": "a whole number from 100 to 100000",
    "max_operations": "a whole number from 1 to 1000",
    "max_directives": "a whole number from 0 to 10000",
    "max_variables": "a whole number from 0 to 1000",
    "max_mutations": "a whole number from 1 to 1000",
    "max_cost": "a whole number from 100 to 10000000",
    "cost_in_answers": "true or false",
    "cache_mib": "a whole number from 1 to 1024",
}


class DocumentSettings(BaseModel):
    """Counts apply to the document with its fragments expanded; `max_cost` is a number of returned objects."""

    # SQLite's parser accepts no deeper nesting.
    max_depth: int = Field(default=15, ge=3, le=15)
    max_aliases: int = Field(default=50, ge=0, le=10_000)
    max_root_fields: int = Field(default=30, ge=1, le=1_000)
    max_tokens: int = Field(default=10_000, ge=100, le=100_000)
    max_operations: int = Field(default=10, ge=1, le=1_000)
    max_directives: int = Field(default=50, ge=0, le=10_000)
    max_variables: int = Field(default=100, ge=0, le=1_000)
    max_mutations: int = Field(default=30, ge=1, le=1_000)
    max_cost: int = Field(default=20_000, ge=100, le=10_000_000)
    cost_in_answers: bool = False
    cache_mib: int = Field(default=CACHE_MIB, ge=1, le=1_024)
