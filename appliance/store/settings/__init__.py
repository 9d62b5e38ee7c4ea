"""The company's settings in the database, with what they were before."""
