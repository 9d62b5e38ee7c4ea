"""Public holidays, from the `holidays` library (imported at the first calendar asked for). Pure: no clock."""

from __future__ import annotations

import warnings
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any

from appliance.folding import folded

# Good Friday and 26 December are holidays in the three departments (Code du travail L3134-13); Good Friday only where
# there is a Protestant or a mixed church.
OWN_NAMES = {("FR", "alsacemoselle"): "57"}
WITHOUT_GOOD_FRIDAY = "-sans-vendredi-saint"
BETWEEN = "; "  # two holidays of one day
SOME_YEARS = (2025, 2036)  # in which each name comes
GOOD_FRIDAY, A_GOOD_FRIDAY = "Vendredi saint", date(2026, 4, 3)


class HolidayCalendar:
    """The public holidays of one country, or of one of its regions, named in French where the library can."""

    def __init__(self, code: str, days: Any, without: str | None = None) -> None:
        self.code = code
        self._days = days
        self._without = without

    def name_of(self, day: date) -> str | None:
        """The name of the holiday, or None on an ordinary day."""
        names = self._days.get_list(day)
        return BETWEEN.join(name for name in names if name != self._without) or None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Those of some years, each once: what a day may be called by `name_of`."""
        first, last = date(SOME_YEARS[0], 1, 1), date(SOME_YEARS[1], 12, 31)
        days = (first + timedelta(days=number) for number in range((last - first).days + 1))
        return tuple(dict.fromkeys(name for day in days if (name := self.name_of(day))))


@cache
def calendar(code: str) -> HolidayCalendar:
    """The calendar of `FR`, `FR-Alsace-Moselle`, `FR-Martinique`, `BE`, `DE-BY`... ValueError if it is unknown.

    `FR-Alsace-Moselle-sans-vendredi-saint` keeps no Good Friday.
    """
    import holidays

    place = code.removesuffix(WITHOUT_GOOD_FRIDAY)
    country, _, region = place.partition("-")
    if country not in holidays.list_supported_countries(include_aliases=False):
        raise ValueError(
            f"« {code} » n'est pas un calendrier de jours fériés connu ; "
            "écrivez un code de pays en deux lettres, par exemple FR ou FR-Alsace-Moselle."
        )
    subdivision = _subdivision(getattr(holidays, country), country, region) if region else None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        days = holidays.country_holidays(country, subdiv=subdivision, language=_language(getattr(holidays, country)))
    if place == code:
        return HolidayCalendar(code, days)
    if GOOD_FRIDAY not in days.get_list(A_GOOD_FRIDAY):
        raise ValueError(f"« {code} » n'est pas un calendrier de jours fériés connu ; écrivez {place}.")
    return HolidayCalendar(code, days, without=GOOD_FRIDAY)


def _language(country_class: Any) -> str | None:
    """French, else the country's own: left out, the library would take the language of the process."""
    french = (name for name in country_class.supported_languages if name.split("_")[0] == "fr")
    own: str | None = country_class.default_language
    return next(french, own)


def _subdivision(country_class: Any, country: str, region: str) -> str:
    """The library's code of a region, told by its code or name, whatever the accents and capitals."""
    known = {folded(code): code for code in country_class.subdivisions}
    known |= {folded(name): code for name, code in country_class.subdivisions_aliases.items()}
    known |= {name: code for (owner, name), code in OWN_NAMES.items() if owner == country}
    short = {name.removeprefix("la"): code for name, code in known.items()}
    found: str | None = known.get(folded(region)) or short.get(folded(region))
    if found is None:
        regions = sorted(country_class.subdivisions_aliases) or country_class.subdivisions
        names = ", ".join(f"{country}-{name}" for name in regions if len(name) > 3) or f"{country} seul"
        raise ValueError(f"« {country}-{region} » n'est pas un calendrier de jours fériés connu ; essayez {names}.")
    return found
