"""Which fields generated queries have selected, and the path to those that they have not."""

from random import Random

from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema, get_named_type

from tests.reading.plain.walk import reachable

FAR = 99


class Selected:
    """The fields of the schema and their arguments that no query has selected yet."""

    def __init__(self, schema: GraphQLSchema) -> None:
        assert schema.query_type is not None
        kinds = reachable(schema.query_type, schema)
        self._left = {
            (kind.name, name): {name, *(f"{name}({argument})" for argument in field.args)}
            for kind in kinds
            for name, field in kind.fields.items()
        }
        self._leads = {
            kind.name: {name: self._targets(schema, get_named_type(field.type)) for name, field in kind.fields.items()}
            for kind in kinds
        }
        self._steps = dict.fromkeys(self._leads, 0)

    @staticmethod
    def _targets(schema: GraphQLSchema, kind: object) -> list[str]:
        if isinstance(kind, GraphQLInterfaceType):
            return [each.name for each in schema.get_implementations(kind).objects]
        return [kind.name] if isinstance(kind, GraphQLObjectType) else []

    def note(self, kind: str, field: str, argument: str | None = None) -> None:
        self._left[kind, field].discard(f"{field}({argument})" if argument else field)

    def lacks(self, kind: str, field: str, argument: str) -> bool:
        return f"{field}({argument})" in self._left[kind, field]

    def look(self) -> None:
        """Compute the shortest paths again: how many fields each type is away from one that no query has selected."""
        far = dict.fromkeys(self._leads, FAR)
        changed = True
        while changed:
            changed = False
            for kind, fields in self._leads.items():
                steps = min(self._away(kind, name, far) for name in fields)
                if steps < far[kind]:
                    far[kind], changed = steps, True
        self._steps = far

    def _away(self, kind: str, name: str, steps: dict[str, int]) -> int:
        if self._left[kind, name]:
            return 0
        return 1 + min((steps[target] for target in self._leads[kind][name]), default=FAR)

    def some(self, rng: Random, kind: str, names: list[str], number: int) -> list[str]:
        """So many of the fields: half of the time those that lead to something new."""
        if rng.random() < 0.5:
            return rng.sample(names, number)
        return sorted(names, key=lambda name: (self._away(kind, name, self._steps), rng.random()))[:number]

    def kinds(self, rng: Random, names: list[str], number: int) -> list[str]:
        """The same for types."""
        if rng.random() < 0.5:
            return rng.sample(names, number)
        return sorted(names, key=lambda name: (self._steps[name], rng.random()))[:number]
