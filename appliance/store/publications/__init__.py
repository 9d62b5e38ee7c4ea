"""Plannings published with proof."""
