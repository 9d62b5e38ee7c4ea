"""Closed statements, and what they count."""
