"""What taking a file in would change, beside what other files and people here say."""
