"""What people type, read as they write it: hours, lengths of time, days, amounts. Pure; sentences in French."""
