"""The boxes that share this database: each under a name of its own, seen every few seconds."""
