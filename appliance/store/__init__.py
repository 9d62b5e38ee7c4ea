"""What is kept: settings, journal, leases, and their migrations."""
