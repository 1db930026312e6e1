"""Where `/ownership` is handed in: words are read, the verb is run, its changes are recorded."""
