"""Calls taken in a page of the site."""
