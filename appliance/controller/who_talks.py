"""Conversations whose acceptance their controller did not live to write: told from the switch while they go on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from appliance.controller.clock import Now
from appliance.controller.pace import Pace
from appliance.in_thread import in_thread
from appliance.store.errors import StoreError
from appliance.store.journal.acceptance import accept, undecided
from appliance.switch.control import Control
from appliance.switch.joined import Joined, left_talking
from appliance.switch.transport import SwitchError

log = logging.getLogger(__name__)

WRITTEN_BY_THEN = timedelta(seconds=5)  # by a controller that is drained, which closes its port before its journal


class WhoTalks:
    """Looks for the calls of this box that nobody serves and that the journal does not know to be conversations.

    `ours`: the calls that this process serves. The end of such a call, if it comes first, is told by its record.
    """

    def __init__(self, database: Any, box: str, now: Now, ours: Callable[[], set[str]], control: Control) -> None:
        self._database, self._box, self._now, self._ours, self._control = database, box, now, ours, control

    def keep_telling(self, pace: Pace) -> None:
        """For ever. Run it in a greenlet."""
        under_way = True
        while True:
            pace.wait(under_way=under_way)
            under_way = self.tell()

    def tell(self) -> bool:
        """Write who talks, where the switch knows and the journal does not. What fails is tried at the next look.

        False where no call is under way of which that could be said.
        """
        try:
            began = in_thread(lambda: undecided(self._database, self._box))
            for call, joined in self._left_talking(began).items():
                if in_thread(lambda call=call, joined=joined: self._accept(call, joined)):  # type: ignore[misc]
                    log.warning("call %s is a conversation that its controller did not live to write", call)
        except (StoreError, SwitchError, OSError) as error:
            log.info("who talks is not known yet: %s", error)
            return True
        return bool(began)

    def _left_talking(self, began: Mapping[str, datetime]) -> dict[str, Joined]:
        left = {call: at for call, at in began.items() if call not in self._ours()}
        if not left:
            return {}
        alive, now = self._control.live_legs().uuids, self._now()
        found = {call: left_talking(self._control.api, call, alive) for call in left}
        return {
            call: joined
            for call, joined in found.items()
            if joined is not None and now - left[call] - joined.after >= WRITTEN_BY_THEN
        }

    def _accept(self, call: str, joined: Joined) -> bool:
        return accept(self._database, call, joined.agent, joined.phone, joined.after)
