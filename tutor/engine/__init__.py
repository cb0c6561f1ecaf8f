"""Gradient descent in NumPy: problems, optimizers, schedules, the loop and the verdict. Knows no lesson, no screen."""

import os

# Before NumPy is loaded: OpenBLAS starts a thread for each core, and these spin while they wait for each other. On
# the small matrices here that never pays, and where several learners share two cores a network trains 25 times slower.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
