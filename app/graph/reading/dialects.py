"""The engines by name."""

from app.graph.reading.dialect import Dialect
from app.graph.reading.postgresql import PostgresFunctions, PostgresPrinter
from app.graph.reading.sqlite import SqliteFunctions, SqlitePrinter

DIALECTS = {
    "sqlite": Dialect("sqlite", SqliteFunctions(), SqlitePrinter),
    "postgresql": Dialect("postgresql", PostgresFunctions(), PostgresPrinter),
}
