"""Monthly statements drawn up, closed and corrected: one account of a month, for the commands and the pages."""
