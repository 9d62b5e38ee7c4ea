"""A moment by which things may be deleted for their age."""

from __future__ import annotations

from datetime import datetime
from typing import NewType

# Now (aware, UTC), on a clock that nothing speaks against: `believed` of `appliance.store.upkeep.clock_doubt`
# alone gives one.
# Whatever deletes by age asks for it, or for None, on which it deletes nothing.
Believed = NewType("Believed", datetime)
