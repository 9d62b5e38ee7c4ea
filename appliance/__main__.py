"""The command `astreinte`, and `python -m appliance`."""

from __future__ import annotations

import sys

COOPERATIVE = ("serve", "web", "demo")  # these serve many at once, on gevent's hub


def main() -> None:
    """Run the command line. gevent must patch the standard library before anything imports it."""
    if sys.argv[1:2] and sys.argv[1] in COOPERATIVE:
        from gevent import monkey

        monkey.patch_all()
    from appliance.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
