"""Fixtures of persisted operations: `send` uses POST and GET, `listed` is a file of trusted documents."""

import json
from pathlib import Path
from typing import Any

import httpx2
import pytest

from app.web.negotiation import JSON
from tests.gateway import Gateway
from tests.web.persisted import LISTED, Send


@pytest.fixture(params=["POST", "GET"])
def send(request: pytest.FixtureRequest, gateway: Gateway) -> Send:
    """Send a request with these parameters, in the body or in the URL."""

    def by(parameters: dict[str, Any], accept: str = JSON, token: str | None = None) -> httpx2.Response:
        headers = {"accept": accept, **({"authorization": f"Bearer {token}"} if token else {})}
        if request.param == "POST":
            return gateway.post(json=parameters, headers=headers)
        url = {name: value if isinstance(value, str) else json.dumps(value) for name, value in parameters.items()}
        return gateway.request("GET", "/graphql", params=url, headers=headers)

    return by


@pytest.fixture
def listed(tmp_path: Path) -> str:
    file = tmp_path / "documents.json"
    file.write_text(json.dumps(LISTED))
    return str(file)
