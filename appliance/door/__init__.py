"""The door through which settings change: whoever writes them, what could newly lose a call is refused, the rest told.

`settings.change` is the door itself, and nothing else writes them: tests/unit/test_door.py reads the tree. What people
ask of the planning one piece at a time (`exceptions`) is refused where it changes nothing, and asked about where it may
not be meant.
"""

from appliance.door.judge import Judge, may_ring
from appliance.door.refusing import Asked, NoEffect, Question, Refused

__all__ = ["Asked", "Judge", "NoEffect", "Question", "Refused", "may_ring"]
