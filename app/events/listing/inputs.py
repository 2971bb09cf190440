"""Inputs of an event's listing."""

from app.core import limits
from app.events.listing.patches import CategoryPatch, ListingPatch
from app.graph.inputs import Input, described, described_input


@described_input(
    "A category of the organisation, found by its uuid, or else by its name; case and accents are ignored."
    " An unknown name creates a category. Other fields that are sent are stored with it."
)
class CategoryInput(Input[CategoryPatch]):
    uuid = described("A stored category.")
    name = described(f"The name, required without a uuid. At most {limits.LABEL:,} characters.")
    description = described(f"Description of the category. At most {limits.DESCRIPTION:,} characters.")
    url = described("The http(s) address of its page.")
    image = described("A picture: an http(s) address or a storage path.")


@described_input("How the event is listed.")
class ListingInput(Input[ListingPatch]):
    enabled = described("Whether it is in public lists; null means true.")
    visibility_in_org_profile = described("Whether it is shown on the organisation's profile; null means true.")
    categories = described(f"All its categories, at most {limits.CATEGORIES:,}; null means none.")
    tags = described(f"All its tags, at most {limits.TAGS:,} of at most {limits.TAG:,} characters; null means none.")
