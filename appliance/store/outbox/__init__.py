"""What is told to people: what is to be told, what waits for its channel, each try."""
