"""The whole visit on genesis as it is published, as far as it goes in its fewest lines. PORT FOLDER DIAL."""

from __future__ import annotations

import asyncio
import sys

from genesis import Outbound, Session

FOLDER, DIAL = sys.argv[2], sys.argv[3]
WELCOME = f"file_string://{FOLDER}/greeting.wav!{FOLDER}/menu.wav"


async def visit(session: Session) -> None:
    """One call: menu, order number, read-back, and FreeSWITCH's own bridge with a key to confirm."""
    assert session.channel is not None
    await session.channel.answer()
    await session.sendmsg("execute", "set", "playback_delimiter=!")
    await asks(session, 1, WELCOME)
    digits = await asks(session, 5, f"{FOLDER}/ask.wav")
    await asks(session, 1, "file_string://" + "!".join(f"{FOLDER}/{name}.wav" for name in [*digits, "confirm"]))
    await session.sendmsg("execute", "set", "group_confirm_key=1")
    await session.sendmsg("execute", "set", f"group_confirm_file={FOLDER}/whisper.wav")
    await session.sendmsg("execute", "bridge", DIAL, block=True)
    await session.channel.hangup()


async def asks(session: Session, digits: int, heard: str) -> str:
    asked = f"{digits} {digits} 1 5000 # {heard} silence_stream://10 bench_typed [0-9]+ 5000"
    told = await session.sendmsg("execute", "play_and_get_digits", asked, block=True)
    return str((told or {}).get("variable_bench_typed") or "")


asyncio.run(Outbound(visit, "127.0.0.1", int(sys.argv[1])).start())
