"""Suggestions that were found while people may already have worked with the recipe: put beneath what they decided."""

from __future__ import annotations

from django.utils import timezone

from analytics import schema
from analytics.recipe.propose import with_suggestions
from analytics.recipe.quality import quality
from core.models import DatasetVersion

FOUND = "Found in the data"
LATER = "Suggestions found in the data"


def store(version: DatasetVersion, found: schema.Recipe) -> None:
    """Put the suggestions of ``found`` into the version's recipe; called in a transaction.

    It is a new revision, so that an edit made at the same moment is made again on top of it (IntegrityError in one of
    the two). The revision that the cleaning made is no step of its own in the history, and whoever goes back to an
    earlier one finds the suggestions there, too.
    """
    latest = version.recipes.first()
    earlier = version.recipes.filter(created_at__gte=version.profiled_at)
    for row in earlier.exclude(pk=latest.pk) if latest else ():
        row.document = with_suggestions(schema.Recipe.from_json(row.document), found).to_json()
        row.save(update_fields=["document"])
    recipe = with_suggestions(schema.Recipe.from_json(latest.document) if latest else schema.Recipe(), found)
    if latest is None or recipe.to_json() != latest.document:
        alone = latest is not None and latest.summary == FOUND
        number = latest.revision + 1 if latest else 1
        version.recipes.create(revision=number, document=recipe.to_json(), summary=FOUND if alone else LATER)
        if alone and latest is not None:
            latest.delete()
    before, after = (schema.Profile.from_json(each) for each in (version.profile, version.clean_profile))
    version.quality = {**(version.quality or {}), "score": quality(before, after, recipe.steps).to_json()}
    version.suggested_at = timezone.now()
    version.save(update_fields=["quality", "suggested_at"])
