"""The verbs: ask and take in."""
