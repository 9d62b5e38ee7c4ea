"""The neural voice: its recordings of the fixed sentences made and heard by a program, its numbers measured."""
