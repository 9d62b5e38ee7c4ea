"""German, begun: figures and a few sentences. `BegunLanguage` says what it may hold, « Langues » what it lacks."""
