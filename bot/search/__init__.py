"""From text to refs: clean, tokens, concepts, candidates, score, probability."""
