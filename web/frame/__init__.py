"""What every page stands on: its site, its bounds, its gate, its words."""
