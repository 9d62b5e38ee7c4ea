"""British English: its sentences, its numbers, and what its voices are called."""
