"""A client that asks for paths: documents are made from the exported schema, so no path is ever spelt twice.

client = Client(gateway, token)
event = client.do("createEvent", "event.uuid", organisationUuid=acme.uuid, input={"name": "Gala"})
client.read("event", event, ["Event.name", "Event.sessions.nodes.name"]) == {"Event.name": ["Gala"], …}
"""

from collections.abc import Iterable, Mapping
from typing import Any

from graphql import GraphQLArgument, GraphQLField, GraphQLObjectType, get_named_type, is_leaf_type, is_required_argument

from tests.contract.paths import exported, steps
from tests.gateway import Gateway

Tree = dict[str, "Tree"]


class Client:
    """One token. `arguments` answers what fields on the way need, by the argument's name."""

    def __init__(self, gateway: Gateway, token: str | None, arguments: Mapping[str, Any] | None = None) -> None:
        self.gateway = gateway
        self.token = token
        self.arguments = dict(arguments or {})

    def payload(self, mutation: str, *answers: str, **arguments: Any) -> Any:
        """The payload with these paths in it, whatever came of it."""
        field = exported().mutation_type.fields[mutation]  # type: ignore[union-attr]
        wanted = ["message", "warnings.code", "userErrors.code", "userErrors.message", "userErrors.path", *answers]
        selection = _selection(field, _tree(wanted))
        given = {name: value for name, value in arguments.items() if name in field.args}
        assert given.keys() == arguments.keys(), f"{mutation} has no argument {arguments.keys() - given.keys()}"
        return self._ask("mutation", mutation, field, given, selection)

    def do(self, mutation: str, answer: str, **arguments: Any) -> Any:
        """The value at one path of the payload of a mutation that goes through."""
        payload = self.payload(mutation, answer, **arguments)
        assert payload["userErrors"] == [], (mutation, arguments, payload["userErrors"])
        return found(payload, answer.split("."))[0]

    def read(self, query: str, uuid: str, paths: Iterable[str]) -> dict[str, list[Any]]:
        """What stands at each path (`Event.name`) of the one thing with this uuid."""
        requested = list(paths)
        field = exported().query_type.fields[query]  # type: ignore[union-attr]
        tree = _tree(path.split(".", 1)[1] for path in requested)
        answer = self._ask("query", query, field, {"uuid": uuid}, _selection(field, tree))
        assert answer is not None, f"{query} {uuid} is not there"
        return {path: found(answer, path.split(".")[1:]) for path in requested}

    def _ask(self, kind: str, name: str, field: GraphQLField, given: Mapping[str, Any], selection: str) -> Any:
        declared, passed, variables = [], [], dict(given)
        for argument in given:
            declared.append(f"${argument}: {field.args[argument].type}")
            passed.append(f"{argument}: ${argument}")
        for argument, value in self.arguments.items():
            if f"${argument}" in selection:
                declared.append(f"${argument}: {value[0]}")
                variables[argument] = value[1]
        document = f"{kind} ({', '.join(declared)}) {{ {name}({', '.join(passed)}) {selection} }}"
        return self.gateway.gql(document, self.token, **variables)[name]


def found(answer: Any, names: list[str]) -> list[Any]:
    """Every value at the path, lists walked through; an object that is null has none."""
    if isinstance(answer, list):
        return [value for item in answer for value in found(item, names)]
    if not names or answer is None:
        return [answer]
    return found(answer[names[0]], names[1:])


def leaf(path: str) -> bool:
    """Whether a value stands at the path, and not an object."""
    return is_leaf_type(steps(path)[-1].type)


def _tree(paths: Iterable[str]) -> Tree:
    tree: Tree = {}
    for path in paths:
        here = tree
        for name in path.split("."):
            here = here.setdefault(name, {})
    return tree


def _selection(field: GraphQLField, tree: Tree) -> str:
    kind = get_named_type(field.type)
    if not isinstance(kind, GraphQLObjectType):
        return ""
    parts = [
        f"{name}{_arguments(kind.fields[name].args)} {_selection(kind.fields[name], inner)}"
        for name, inner in tree.items()
    ]
    return f"{{ {' '.join(parts) or '__typename'} }}"


def _arguments(declared: Mapping[str, GraphQLArgument]) -> str:
    needed = [name for name, argument in declared.items() if is_required_argument(argument)]
    return f"({', '.join(f'{name}: ${name}' for name in needed)})" if needed else ""
