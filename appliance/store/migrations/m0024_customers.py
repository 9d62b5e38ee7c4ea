"""Version 24: the lists of customers and orders."""

from __future__ import annotations

STATEMENTS = (
    """CREATE TABLE customer_lists (
        number INTEGER NOT NULL PRIMARY KEY, title TEXT NOT NULL, brought_by TEXT NOT NULL, at TEXT NOT NULL,
        kept INTEGER NOT NULL, not_kept INTEGER NOT NULL, matched TEXT NOT NULL, faults TEXT NOT NULL,
        in_force BOOLEAN NOT NULL)""",
    """CREATE TABLE customers (
        list_number INTEGER NOT NULL, line INTEGER NOT NULL, order_number TEXT, name TEXT NOT NULL,
        said TEXT NOT NULL, more TEXT NOT NULL, PRIMARY KEY (list_number, line))""",
    """CREATE TABLE customer_numbers (
        caller TEXT NOT NULL, list_number INTEGER NOT NULL, line INTEGER NOT NULL,
        PRIMARY KEY (caller, list_number, line))""",
    "CREATE INDEX customers_order ON customers (order_number, list_number)",
    "CREATE INDEX customer_numbers_list ON customer_numbers (list_number)",
)
