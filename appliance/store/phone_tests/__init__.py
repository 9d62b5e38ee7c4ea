"""Telephones tried by a call, and what the monitoring saw."""
