"""Settings and pages of the population's events: each column sometimes differs from its default."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from app.booking.values import BookingLevel
from app.db.timestamps import stamp
from app.events.settings.tables import SettingsColumns
from app.events.tables import (
    ActivityRow,
    CustomAttributeRow,
    EventLinkRow,
    EventRow,
    ProductRow,
    SurveyQuestionRow,
    SurveySettingRow,
    TrackingCodeRow,
)
from app.events.values import PricingDisplay, SessionChoice, SurveyQuestionType
from tests.gateway import START
from tests.reading.row_factory import Maker

WORDS: dict[str, Any] = {
    "configure_pricing_display_text_display": PricingDisplay,
    "session_settings_type": SessionChoice,
}


def add_pages(make: Maker, events: Sequence[EventRow]) -> None:
    for event in events:
        for name, field in SettingsColumns.model_fields.items():
            setattr(event, name, _value(make, name, field.annotation))
        moment = make.maybe(START + timedelta(days=make.rng.randrange(90)))
        stamp(event, "abn_activate", moment)
        for number in range(make.rng.randrange(4)):
            _lists(make, event, number)


def _value(make: Maker, name: str, kind: Any) -> Any:
    if name.startswith("abn_activate"):
        return None
    if name.endswith("_level") or name in WORDS:
        return make.rng.choice(list(WORDS.get(name, BookingLevel))).name
    if kind is bool:
        return make.rng.random() < 0.5
    if kind == list[str]:
        return [make.text() for _ in range(make.rng.randrange(3))]
    if kind is int:
        return make.rng.randrange(2_000)
    return make.maybe(7 if kind == int | None else make.text())


def _lists(make: Maker, event: EventRow, number: int) -> None:
    # Two of the same place: the id decides.
    place: dict[str, Any] = {"position": number // 2}
    for table in (ActivityRow, CustomAttributeRow, SurveySettingRow, TrackingCodeRow):
        make.part(table, event, **place, name=make.text(), value=make.maybe(make.text()))
    make.part(EventLinkRow, event, **place, name=make.maybe(make.text()), url=f"https://example.org/{number}")
    kind = make.rng.choice(list(SurveyQuestionType)).name
    options = [make.text() for _ in range(number)]
    make.part(SurveyQuestionRow, event, **place, question=make.text(), type=kind, options=options, required=number == 1)
    make.part(
        ProductRow,
        event,
        **place,
        name=make.text(),
        description=make.maybe(make.text()),
        image=make.maybe("shirt.png"),
        url=make.maybe("https://example.org/shop"),
        amount_minor=make.maybe(make.rng.randrange(10**9)),
        currency=event.currency,
        quantity=make.maybe(number),
    )
