"""The same visit on genesis as it is published: answered, one file, the end. PORT FILE."""

from __future__ import annotations

import asyncio
import sys

from genesis import Outbound, Session


async def visit(session: Session) -> None:
    """One call, as genesis' own documentation writes it."""
    assert session.channel is not None
    await session.channel.answer()
    await session.sendmsg("execute", "playback", sys.argv[2], block=True)
    await session.channel.hangup()


asyncio.run(Outbound(visit, "127.0.0.1", int(sys.argv[1])).start())
