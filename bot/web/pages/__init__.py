"""The pages that there are, one a file."""
