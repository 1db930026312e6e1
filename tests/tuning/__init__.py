"""Learning from examples, in a bakery that is small enough to learn in a moment."""

import os

# Small sums are quick on one core and slow on several that others use; scipy looks as it loads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
