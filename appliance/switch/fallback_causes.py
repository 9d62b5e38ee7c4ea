"""How the exported list reads the end of a ringing: whether the trunk failed, and which telephone nobody answered."""

from __future__ import annotations

import re

from appliance.switch.causes import REFUSED_BY_TRUNK, TRUNK_CAUSES

WHY = "${astreinte_rang},${originate_disposition},${last_bridge_proto_specific_hangup_cause},${originate_causes}"


def _all_legs(causes: str) -> str:
    """No leg ended of anything else; a list that is empty is of legs that never began."""
    return rf"(?!.*;(?!(?:{causes})(?:\||$)))"


_TRUNK = "|".join(sorted(TRUNK_CAUSES))
_REFUSED = f"CALL_REJECTED,sip:(?:{'|'.join(sorted(REFUSED_BY_TRUNK))}),{_all_legs('CALL_REJECTED')}"
TRUNK_FAILED = f"^,(?:(?:{_TRUNK}),[^,]*,{_all_legs(_TRUNK)}|{_REFUSED})"

# Which number each leg was dialled with, and how each ended: `uuid;name;number` and `uuid;cause`, one after the other.
LEGS = "${originated_legs}#${originate_causes}"
UNANSWERED = ("ALLOTTED_TIMEOUT", "PROGRESS_TIMEOUT", "NORMAL_CLEARING", "MEDIA_TIMEOUT")


def left_unanswered(numbers: set[str]) -> str:
    """The leg dialled with one of these was left to ring, or answered by who pressed no key."""
    written = "|".join(re.escape(number) for number in sorted(numbers))
    return rf"([0-9a-f-]{{36}});[^;|]*;(?:{written})(?:\|:[^#]*)?#(?:.*[:|])?\1;(?:{'|'.join(UNANSWERED)})(?:\||$)"
