"""Patches of an event's place."""

from typing import TypedDict

from app.core.named_types import URL
from app.events.page.patches import SurveyPatch
from app.events.values import ConfigurationType


class AddressPatch(TypedDict, total=False):
    address_line1: str | None
    address_line2: str | None
    country: str | None
    state: str | None
    city: str | None
    post_code: str | None


class VenuePatch(TypedDict, total=False):
    name: str | None
    image: URL | None
    url: URL | None
    latitude: float | None
    longitude: float | None
    address: AddressPatch | None


class OnlineAddressPatch(TypedDict, total=False):
    name: str | None
    url: URL | None
    image: URL | None


class EventConfigurationPatch(TypedDict, total=False):
    type: ConfigurationType | None
    venue: VenuePatch | None
    online: OnlineAddressPatch | None
    survey: SurveyPatch | None
