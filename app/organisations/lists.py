"""Finding organisations in SQL."""


def organisation_with(slug: str) -> str:
    """The id of the organisation that has this slug, or had it before; NULL without one."""
    return (
        f"COALESCE((SELECT og.id FROM organisation og WHERE og.slug = {slug}),"
        f" (SELECT fo.organisation_id FROM former_organisation_slug fo WHERE fo.slug = {slug}))"
    )
