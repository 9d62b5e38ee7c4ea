"""What a company has set: its lines, teams, hours, routes and wordings, and what changes them. Pure."""
