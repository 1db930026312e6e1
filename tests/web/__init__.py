"""The pages, their guard and their server."""
