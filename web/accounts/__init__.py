"""Accounts, sign-in, second factors, access tokens, and the limits of every prompt of a password."""
