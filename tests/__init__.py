"""What is true of Rolecall, room by room."""
