"""The boxes that share a database: who takes calls, whose trunk is lost, which release. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from appliance.checks.probe import Probe
from appliance.store.boxes.register import KnownBox
from appliance.store.phone_tests.readiness import STALE

TAKES_CALLS = "takes_calls"
TRUNK = "trunk_"
ANSWERS = ("freeswitch", "controller")  # the probes without which a box answers nobody as it should


@dataclass(frozen=True)
class SeenBox:
    """A box as the others know it. `said`: of its calls, in French. `lost`: the trunks that do not answer it."""

    name: str
    release: str
    alive: bool
    takes_calls: bool
    said: str
    lost: tuple[str, ...] = ()

    @property
    def well(self) -> bool:
        return self.alive and self.takes_calls and not self.lost

    @property
    def line(self) -> str:
        """« prend les appels ; trunk principal perdu »."""
        return "".join([self.said, *(f" ; trunk {trunk} perdu" for trunk in self.lost)])


def seen_boxes(boxes: Sequence[KnownBox], probes: Sequence[Mapping[str, Any]], now: datetime) -> list[SeenBox]:
    """Each box, by what it last said of itself. `probes`: of all; those of some minutes ago tell nothing."""
    fresh = [probe for probe in probes if now - probe["asked_at"] <= STALE]
    return [_seen(box, [probe for probe in fresh if probe["box"] == box.name]) for box in boxes]


def _seen(box: KnownBox, probes: Sequence[Mapping[str, Any]]) -> SeenBox:
    wrong = {probe["name"]: probe["sentence"] for probe in probes if not probe["healthy"]}
    lost = tuple(sorted(name.removeprefix(TRUNK) for name in wrong if name.startswith(TRUNK)))
    if not box.alive:
        return SeenBox(box.name, box.release, False, False, f"se tait depuis {duration_told(box.silent_for)}")
    broken = next((name for name in ANSWERS if name in wrong), None)
    if broken is not None:
        return SeenBox(box.name, box.release, True, False, f"vit, mais : {wrong[broken].rstrip('.')}", lost)
    if TAKES_CALLS in wrong:
        return SeenBox(box.name, box.release, True, False, "en pause", lost)
    return SeenBox(box.name, box.release, True, True, "prend les appels" if probes else "vit", lost)


def boxes_probe(boxes: Sequence[SeenBox]) -> Probe:
    """All of them in a sentence: first those that are not as they should."""
    unwell = [f"{box.name} {box.line}" for box in boxes if not box.well]
    well = [f"{box.name} ({box.release})" for box in boxes if box.well]
    taking = f"{', '.join(well)} {'prend' if len(well) == 1 else 'prennent'} les appels" if well else ""
    return Probe("boxes", not unwell, f"{' ; '.join([*unwell, *filter(None, [taking])])}.", serious=False)


def metrics_of_boxes(boxes: Sequence[SeenBox]) -> Iterator[str]:
    """What any box says of all of them, in the text format of Prometheus."""
    for name, values in (
        ("alive", [box.alive for box in boxes]),
        ("takes_calls", [box.takes_calls for box in boxes]),
        ("trunks_lost", [len(box.lost) for box in boxes]),
    ):
        if boxes:
            yield f"# TYPE astreinte_box_{name} gauge"
        for box, value in zip(boxes, values, strict=True):
            labels = f'box="{label_value(box.name)}",release="{label_value(box.release)}"'
            yield f"astreinte_box_{name}{{{labels}}} {int(value)}"


def label_value(text: str) -> str:
    """As Prometheus wants it between quotes."""
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def duration_told(seconds: float) -> str:
    """« 40 s », « 12 min », « 5 h », « 3 jours »: as precisely as one needs it."""
    if seconds < 100:
        return f"{seconds:.0f}\u00a0s"
    if seconds < 100 * 60:
        return f"{seconds / 60:.0f}\u00a0min"
    hours = seconds / 3600
    return f"{hours:.0f}\u00a0h" if hours < 48 else f"{hours / 24:.0f}\u00a0jours"
