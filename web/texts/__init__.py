"""The texts of the site in another language than French, where a catalogue of it is installed."""
