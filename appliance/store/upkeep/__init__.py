"""Backups, retention, erasing, and the registry of personal data."""
