"""Calls that ring in the pages of agents."""
