"""Agents and teams: who may be on call, on which telephones, and how each team is rung."""
