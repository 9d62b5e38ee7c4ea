"""Absences that agents ask for, until somebody who manages answers."""
