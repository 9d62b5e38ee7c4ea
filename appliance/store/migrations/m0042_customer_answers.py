"""Version 42: what the address that knows the customers answers."""

from __future__ import annotations

STATEMENTS = (
    "CREATE TABLE customer_answers (caller TEXT NOT NULL, order_number TEXT NOT NULL, said TEXT NOT NULL, "
    "at TEXT NOT NULL, PRIMARY KEY (caller, order_number))",
    "CREATE TABLE customer_questions (at TEXT NOT NULL PRIMARY KEY, milliseconds INTEGER NOT NULL, fault TEXT)",
)
