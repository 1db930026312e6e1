"""What each digest finds, and how it tells of it later."""
