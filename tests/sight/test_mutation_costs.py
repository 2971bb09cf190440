"""Every mutation makes as many statements and round trips as its row in the table of costs says, on each engine."""

import pytest

from tests.builders import everything
from tests.sight.mutation_costs import cost, counted, store, stored
from tests.sight.recipes import MUTATIONS
from tests.sight.schema_places import MUTATION_FIELDS
from tests.sight.staging import Stage

REWRITE = "pytest tests/sight/test_mutation_costs.py --rewrite-costs rewrites the table."


def test_each_mutation_costs_what_the_table_says(stage: Stage, pytestconfig: pytest.Config) -> None:
    before = everything(stage.gateway)
    costs = counted(stage)
    assert everything(stage.gateway) == before
    if pytestconfig.getoption("--rewrite-costs"):
        store(stage.gateway.engine, costs)
    assert stored(stage.gateway.engine) == costs, REWRITE


def test_a_call_that_is_committed_costs_as_much_as_one_that_is_rolled_back(stage: Stage) -> None:
    name = "rotateUserCalendar"
    assert cost(stage, name) == stored(stage.gateway.engine)[name, "1"]


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_the_table_has_the_mutations_of_the_schema_in_its_order(engine: str) -> None:
    calls = {name: range(1, 1 + len(MUTATIONS[name].recipes)) for name in MUTATION_FIELDS}
    assert [*stored(engine)] == [(name, str(number)) for name, numbers in calls.items() for number in numbers]
