"""What the fields of an organisation may hold. Pure."""

from collections.abc import Sequence

from app.core import limits
from app.core.fields import Address, Choice, Currency, Rule, Rules, Text, Zone, check, too_many
from app.core.folding import slugify
from app.core.problems import Path, Problem, ProblemCode
from app.core.slugs import Slug
from app.organisations.columns import OrganisationValues
from app.organisations.patches import PreferencePatch, UpdateOrganisationPatch

ORGANISATION = Rules(
    OrganisationValues,
    {
        "name": Text(limits.DISPLAY_NAME, required=True),
        "info": Text(limits.DESCRIPTION, least=0),
        "image": Address(stored=True),
        "timezone": Zone(required=True),
        "currency": Currency(required=True),
        "enable_datetime_conversion": Choice(default=False),
        "slug": Slug(required=True),
    },
)

PREFERENCE: dict[str, Rule] = {"name": Text(limits.DISPLAY_NAME, required=True), "value": Choice(required=True)}


def problems_with_details(patch: UpdateOrganisationPatch, path: Path = ()) -> list[Problem]:
    """All problems with the fields that were sent."""
    preferences = patch.get("preferences") or []
    return check(patch, ORGANISATION, path) + _problems_with_preferences(preferences, (*path, "preferences"))


def _problems_with_preferences(given: Sequence[PreferencePatch], path: Path) -> list[Problem]:
    if found := too_many(given, limits.LINKS, path):
        return found
    found, seen = [], set[str]()
    for index, item in enumerate(given):
        at = (*path, str(index))
        found += check(item, PREFERENCE, at)
        if item["name"] in seen:
            found.append(Problem(ProblemCode.NOT_UNIQUE, "This name is given twice.", (*at, "name")))
        seen.add(item["name"])
    return found


def wanted_slug(name: str) -> str:
    """The slug of a name, whether or not it is taken."""
    return slugify(name)
