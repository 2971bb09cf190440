"""SQL templates: text with placeholders, `{t}` for a row's alias and `{now}` for a parameter.

The templates of mappings are parsed once, when the schema is built, and those of conditions when a plan is compiled.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter

from app.core.errors import MarqueeError
from app.graph.reading.parameters import Parameter
from app.graph.reading.tree import Sql

_PARSER = Formatter()
_LITERAL_OR_BRACKET = re.compile(r"'[^']*'|[()]")


class TemplateError(MarqueeError):
    """A template that cannot become SQL."""


@dataclass(frozen=True, slots=True)
class Template:
    """`pieces` are the text before a placeholder and its name, or None at the end.

    `depth` says how deep the brackets of the text nest, those in literals aside.
    """

    pieces: tuple[tuple[str, str | None], ...]
    depth: int

    @classmethod
    def parse(cls, text: str) -> "Template":
        pieces = tuple(_parsed(text))
        return cls(pieces, _depth("".join(literal for literal, _ in pieces)))

    @property
    def names(self) -> set[str]:
        return {name for _, name in self.pieces if name is not None}

    def fill(self, aliases: Mapping[str, str], parameters: Mapping[str, Parameter]) -> Sql:
        """The template with its placeholders replaced: by text for `aliases`, else by one of `parameters`."""
        parts: list[str | Parameter] = []
        text = ""
        for literal, name in self.pieces:
            text += literal
            if name is None:
                break
            if name in aliases:
                text += aliases[name]
            else:
                parts += (text, parameters[name])
                text = ""
        return Sql((*parts, text) if text else tuple(parts), self.depth)


def replace(text: str, **aliases: str) -> str:
    """A template with some of its placeholders replaced; the others stay in it."""
    found = []
    for literal, name in _parsed(text):
        found.append(literal.replace("{", "{{").replace("}", "}}") if "{" in literal or "}" in literal else literal)
        if name is not None:
            found.append(aliases.get(name, f"{{{name}}}"))
    return "".join(found)


def _parsed(text: str) -> Iterator[tuple[str, str | None]]:
    before = ""
    try:
        for literal, name, form, conversion in _PARSER.parse(text):
            before += literal
            # A doubled brace ends a piece, too.
            if name is None:
                continue
            if form or conversion or not name:
                raise TemplateError(f"{{{name}}} must be a name alone")
            yield before, name
            before = ""
    except ValueError as error:
        raise TemplateError(str(error)) from None
    yield before, None


def _depth(text: str) -> int:
    depth = deepest = 0
    for token in _LITERAL_OR_BRACKET.findall(text):
        if token == "(":
            depth += 1
            deepest = max(deepest, depth)
        elif token == ")":
            depth -= 1
    return deepest
