"""What is said: the catalogue, the engines that speak it, the files on disk."""
