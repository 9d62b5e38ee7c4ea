"""Callers' messages written down by a program, on this machine, where its weights are installed; off otherwise."""
