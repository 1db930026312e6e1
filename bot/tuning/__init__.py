"""Fitting what the matcher learns from: examples to weights, answers to probabilities."""

import os

# One thread is as fast for rows like ours, and doesn't spin while others use the cores; the
# variable counts only before scipy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
