"""What is true of the store, on SQLite and PostgreSQL alike."""
