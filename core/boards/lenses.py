"""Through what somebody looks at a dashboard: the team's filters or their own, a share link, a language."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.charts import locales
from core.boards import filters
from core.boards.filters import Values
from core.models import ShareLink


@dataclass(frozen=True)
class Lens:
    """Through what somebody looks who does not see the team's view: filters of their own (a query), a share link, or a
    language that writes numbers and dates in another way.

    ``fixed`` are filters that an embedding site has signed.
    """

    query: str = ""
    link: int = 0
    fixed: str = ""
    language: str = "en"

    @property
    def team(self) -> bool:
        """Whether it is the team's view but for the language."""
        return not (self.query or self.link)


@dataclass(frozen=True)
class Sight:
    """What a lens comes to: the values of the filters (None: the team's), and what the page offers."""

    values: Values | None = None
    shared: bool = False
    still: bool = False


TEAM = Sight()


def lens(query: str, *, link: ShareLink | None = None, fixed: str = "") -> Lens | None:
    """The lens of a page or socket with that query, in the language of who asks; None for the team's own view."""
    values, language = filters.from_query(query), locales.manner().name
    if values is None and link is None and language == "en":
        return None
    return Lens(filters.to_query(values) if values is not None else "", link.pk if link else 0, fixed, language)


def sight(look: Lens | None) -> Sight:
    if look is None:
        return Sight()
    values: Values | None = filters.from_query(look.query) if look.query else None
    if not look.link:
        return Sight(values)
    from core.boards import shares

    link = ShareLink.objects.select_related("dashboard").get(pk=look.link)
    values = shares.values_of(link, values)
    if fixed := filters.from_query(look.fixed):
        values = {**(values if values is not None else filters.shared_values(link.dashboard)), **fixed}
    # The address of a signed frame would lose its signature with the first filter of a visitor.
    return Sight(values, shared=True, still=bool(look.fixed) or not shares.may_filter(link))
