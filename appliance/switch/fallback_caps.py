"""How many telephones the exported list may dial in an hour: FreeSWITCH counts them, with nobody's help.

Beyond it, a caller is led to the message. One number that calls without end spends a part of it alone.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from appliance.switch.fallback_words import do

HOUR = 3600  # seconds
PARTS = 10  # of the cap of an hour: what the calls from one number may spend,
LEAST = 60  # and never less than a team of ten rung six times, which a small cap would refuse to its first caller


def count_dialled(acts: ET.Element, telephones: int, legs_per_hour: int) -> None:
    """Count so many telephones that are about to be dialled, each by the hour and by the number that calls.

    What one number is refused is no part of the hour. The name of a count says its cap: one that is raised counts anew.
    The caller's number is digits, a word or nothing.
    """
    share = min(legs_per_hour, max(LEAST, legs_per_hour // PARTS))
    for _ in range(telephones):
        theirs = f"hour_{share}_of_${{astreinte_caller}}"
        do(acts, "limit", f"hash astreinte {theirs} {share}/{HOUR} capped XML astreinte")
        do(acts, "limit", f"hash astreinte hour_{legs_per_hour} {legs_per_hour}/{HOUR} capped XML astreinte")
