"""Accounts, sign-ins, tokens, and the journal of changes."""
