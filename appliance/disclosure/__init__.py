"""Whose number is shown to whom. Everything that leaves the box for a person or a program asks here."""

from __future__ import annotations

from appliance.disclosure.policy import Asker, Shown, Whose, shown
from appliance.disclosure.sight import Caller, Sight, sight_of_told

__all__ = ["Asker", "Caller", "Shown", "Sight", "Whose", "shown", "sight_of_told"]
