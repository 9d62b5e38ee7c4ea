"""The monthly statements, the interventions that they count, and their files."""
