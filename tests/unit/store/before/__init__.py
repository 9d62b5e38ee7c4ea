"""The release before the settings were a document: its own sources, run as it was, on a database that we then take."""
