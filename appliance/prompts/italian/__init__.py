"""Italian, to be written: `BegunLanguage` says what it may hold, the page « Langues » what it lacks."""
