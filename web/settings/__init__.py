"""The company's settings as a whole: shown, exported, imported, and saved by every form through one reading."""
