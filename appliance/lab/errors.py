"""Why a lab cannot start."""

from __future__ import annotations


class LabError(Exception):
    """The lab cannot start; the message is one sentence that says what to do."""
