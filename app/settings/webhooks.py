"""Settings: webhooks."""

import ipaddress

from pydantic import BaseModel, Field, field_validator

ALLOWED = {
    "webhook_networks": "networks such as 10.0.0.0/8, separated by commas (unset: only the public internet)",
    "deliver_webhooks": "true, or false where `marquee worker` does it",
}


class WebhookSettings(BaseModel):
    """`webhook_networks`: private networks that webhooks may be sent to, also by plain http."""

    webhook_networks: str | None = Field(default=None, min_length=1)
    deliver_webhooks: bool = True

    @property
    def allowed_webhook_networks(self) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
        return _networks(self.webhook_networks or "")

    @field_validator("webhook_networks")
    @classmethod
    def _are_webhook_networks(cls, text: str | None) -> str | None:
        if text is not None:
            try:
                _networks(text)
            except ValueError:
                raise ValueError("contains something that is no network") from None
        return text


def _networks(text: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())
