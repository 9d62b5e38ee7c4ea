"""The planning: looked at, changed, published, and asked « et si on appelait ? »; an agent's own duties."""
