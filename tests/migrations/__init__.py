"""What is true of the migrations, on SQLite and PostgreSQL alike."""
