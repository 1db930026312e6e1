"""The matrix as the page and the files made of it show it."""
