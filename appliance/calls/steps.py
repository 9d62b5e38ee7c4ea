"""The steps of a call, which the journal times."""

from __future__ import annotations

from enum import StrEnum


class Step(StrEnum):
    """`detail`: of the greeting, the period; of a menu, its identifier; of the hunt, the team's; of the
    agents' menu, the agent's."""

    LANGUAGE = "language"
    GREETING = "greeting"
    INCIDENT = "incident"
    MENU = "menu"
    ORDER_NUMBER = "order_number"
    INTERNAL_CODE = "internal_code"
    WORDS = "words"
    HUNT = "hunt"
    FORWARD = "forward"
    CONVERSATION = "conversation"
    CALLBACK = "callback"
    MESSAGE = "message"
    AGENTS_MENU = "agents_menu"
