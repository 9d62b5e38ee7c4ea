"""The texts of the site, gathered as a gettext catalogue for translators (make texts)."""
