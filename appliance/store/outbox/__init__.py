"""Mails that wait for their server."""
