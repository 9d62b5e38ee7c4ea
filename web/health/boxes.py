"""The boxes that share the database, on « Santé »: who takes calls, whose trunk is lost, which release."""

from __future__ import annotations

from appliance.checks.boxes import SeenBox, seen_boxes
from appliance.store.boxes.register import known_boxes
from appliance.store.phone_tests.probes import list_probes
from web.frame.site import Site


def boxes_of(site: Site) -> list[SeenBox]:
    """Nobody while there is one alone: the page tells it all. StoreError."""
    boxes = known_boxes(site.database)
    if len(boxes) < 2:
        return []
    return seen_boxes(boxes, list_probes(site.database), site.real_clock())
