"""Whether the front of this machine would give a call to a box: what keepalived asks each second. Exit code 0 or 1."""

from __future__ import annotations

import secrets
import socket
import sys

SECONDS = 0.8


def takes_calls(port: int) -> bool:
    """Whether it answers 200 to OPTIONS on this port of loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(SECONDS)
        asking.connect(("127.0.0.1", port))
        here, own, token = *asking.getsockname(), secrets.token_hex(8)
        lines = (
            f"OPTIONS sip:front@127.0.0.1:{port} SIP/2.0",
            f"Via: SIP/2.0/UDP {here}:{own};branch=z9hG4bK{token}",
            "Max-Forwards: 1",
            f"From: <sip:asked@{here}>;tag={token}",
            "To: <sip:front@127.0.0.1>",
            f"Call-ID: {token}",
            "CSeq: 1 OPTIONS",
            "Content-Length: 0",
            "",
            "",
        )
        try:
            asking.send("\r\n".join(lines).encode())
            return asking.recv(4096).startswith(b"SIP/2.0 200")
        except OSError:
            return False


if __name__ == "__main__":
    sys.exit(0 if takes_calls(int(sys.argv[1])) else 1)
