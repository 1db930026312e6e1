"""What takes long, run by `make soak`: never part of `make test`."""
