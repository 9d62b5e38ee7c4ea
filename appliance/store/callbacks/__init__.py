"""Callers who were promised to be called back."""
