"""Inputs of organisations."""

from app.core import limits
from app.graph.inputs import Input, described, described_input
from app.organisations.patches import PreferencePatch, UpdateOrganisationPatch


@described_input("A preference of an organisation.")
class PreferenceInput(Input[PreferencePatch]):
    name = described(f"Its name, 1 to {limits.DISPLAY_NAME:,} characters.")
    value = described("Whether the organisation wants it.")


@described_input("What to change of an organisation; fields that are not sent keep their values.")
class UpdateOrganisationInput(Input[UpdateOrganisationPatch]):
    name = described(f"Name of the organisation, 1 to {limits.DISPLAY_NAME:,} characters; never null.")
    slug = described(
        f"Its name in addresses, 1 to {limits.SLUG:,} lower-case letters a to z and digits, with single hyphens between"
        " them; never null. No other organisation has it, or had it before. The former one stays reserved, finds the"
        " organisation and leads to the new one; the organisation can take it back. At most"
        f" {limits.FORMER_SLUGS:,} former ones are kept."
    )
    info = described(
        f"The organisation's description of itself, at most {limits.DESCRIPTION:,} characters; null clears it."
    )
    image = described("Address or storage path of its image; null removes it. Stored and returned, never fetched.")
    timezone = described("Default time zone of later events; never null. Existing events keep theirs.")
    currency = described("Default currency of later events; never null. Existing events keep theirs.")
    enable_datetime_conversion = described(
        "Default of later events for whether clients show times in the viewer's zone; null means false."
    )
    preferences = described(f"All its preferences, at most {limits.LINKS:,}, each name once; null removes them.")
