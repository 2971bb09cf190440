"""The mutations of custom fields for tests; inputs are keyword arguments, spelt as in the schema.

field = defined(gateway, acme, name="Level", type="TEXT")             # the answered field
field = changed(gateway, acme, field["uuid"], required=True)
refused_define(gateway, acme, name="Level") == [("REQUIRED", "input.type")]    # and nothing has changed
refused_change(gateway, acme, field["uuid"], name=None) == [("REQUIRED", "input.name")]
"""

from typing import Any
from uuid import UUID

from tests.agenda.requests import Codes, without_tokens
from tests.builders import Stored, everything
from tests.gateway import Gateway, Organisation

FIELD = "customField { uuid key name type required internal position version options { id label } }"
ANSWER = f"message warnings {{ code }} userErrors {{ code path }} {FIELD}"
CREATE = (
    "mutation ($organisation: UUID!, $input: CreateCustomFieldInput!)"
    f" {{ createCustomField(organisationUuid: $organisation, input: $input) {{ {ANSWER} }} }}"
)
UPDATE = (
    "mutation ($uuid: UUID!, $input: UpdateCustomFieldInput!)"
    f" {{ updateCustomField(uuid: $uuid, input: $input) {{ {ANSWER} }} }}"
)


def define(gateway: Gateway, organisation: Organisation, of: UUID | str | None = None, **given: Any) -> Any:
    token = gateway.token(organisation)
    return gateway.gql(CREATE, token, organisation=of or organisation.uuid, input=given)["createCustomField"]


def change(gateway: Gateway, organisation: Organisation, uuid: UUID | str, **given: Any) -> Any:
    return gateway.gql(UPDATE, gateway.token(organisation), uuid=uuid, input=given)["updateCustomField"]


def defined(gateway: Gateway, organisation: Organisation, **given: Any) -> Any:
    payload = define(gateway, organisation, **given)
    assert (payload["userErrors"], payload["warnings"]) == ([], [])
    return payload["customField"]


def changed(gateway: Gateway, organisation: Organisation, uuid: UUID | str, **given: Any) -> Any:
    payload = change(gateway, organisation, uuid, **given)
    assert (payload["userErrors"], payload["warnings"]) == ([], [])
    return payload["customField"]


def refused_define(gateway: Gateway, organisation: Organisation, **given: Any) -> Codes:
    before = _before(gateway, organisation)
    return _refused(gateway, before, define(gateway, organisation, **given))


def refused_change(gateway: Gateway, organisation: Organisation, uuid: UUID | str, **given: Any) -> Codes:
    before = _before(gateway, organisation)
    return _refused(gateway, before, change(gateway, organisation, uuid, **given))


def _before(gateway: Gateway, organisation: Organisation) -> dict[str, list[Stored]]:
    # The first token makes an application, and every token is a row.
    gateway.token(organisation)
    return without_tokens(everything(gateway))


def _refused(gateway: Gateway, before: dict[str, list[Stored]], payload: Any) -> Codes:
    assert (payload["message"], payload["customField"]) == (None, None)
    assert without_tokens(everything(gateway)) == before
    return [(error["code"], ".".join(error["path"])) for error in payload["userErrors"]]
