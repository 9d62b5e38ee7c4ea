"""Hours in which somebody is left alone, as people write them: « 22h-7h », « de 22 h à 7 h »."""

from __future__ import annotations

from appliance.company.model import QuietHours
from appliance.store.company_file.scalars import quiet
from web.typed.hours import hours_shown, read_hours


def read_quiet(text: str) -> QuietHours | None:
    """Nothing typed: none. ValueError, a French sentence."""
    windows = read_hours(text)
    if len(windows) > 1:
        raise ValueError("Donnez une seule plage ; écrivez par exemple 22h-7h.")
    return next((quiet(f"{start:%H:%M}-{end:%H:%M}") for start, end in windows), None)


def quiet_shown(hours: QuietHours | None) -> str:
    """« 22h-7h »: read back as the same hours."""
    return hours_shown([(hours.start, hours.end)]) if hours else ""
