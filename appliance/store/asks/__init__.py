"""Agents who are asked by telephone to press a key, for no caller."""
