"""Why an agent is on call, as values: `explanation.reason_text` puts them in words. Pure."""

from __future__ import annotations

from datetime import date

import msgspec

from appliance.planning.hours import WeeklyWindow


class WholeTeam(msgspec.Struct, frozen=True, tag="whole_team"):
    """The team has no planning: all of it is on call, always."""


class InShift(msgspec.Struct, frozen=True, tag="shift"):
    """A weekly shift of theirs."""

    window: WeeklyWindow


class InWeek(msgspec.Struct, frozen=True, tag="week"):
    """Their turn in a rotation by the week. `rotation`: its name, if it has one; `week`: ISO 8601."""

    rotation: str | None
    week: int


class InTurn(msgspec.Struct, frozen=True, tag="turn"):
    """Their turn in a rotation of another length: the local days of its hand-overs."""

    rotation: str | None
    first: date
    last: date


class BySwap(msgspec.Struct, frozen=True, tag="swap"):
    """In the place of an agent, by a swap that both agreed to, from a local day on."""

    replaced: str
    day: date


class ByOverride(msgspec.Struct, frozen=True, tag="override"):
    """In the place of an agent, by a replacement, from a local day on."""

    replaced: str
    day: date


class Added(msgspec.Struct, frozen=True, tag="added"):
    """Beside those of the planning, from a local day on."""

    day: date


Replacing = BySwap | ByOverride
Reason = WholeTeam | InShift | InWeek | InTurn | BySwap | ByOverride | Added
