"""One stage for each file of tests and engine: what is refused leaves it as it was."""

from collections.abc import Iterator

import pytest

from tests.gateway import Gateway
from tests.host import Host
from tests.sight.staging import Stage, make_stage


@pytest.fixture(scope="module")
def stage(host: Host) -> Iterator[Stage]:
    with Gateway(host) as gateway:
        yield make_stage(gateway)
