"""Calls that ring in the pages of agents, and those that they have taken there."""
