"""A run, or many side by side, kept as it is computed: all of it, or slice by slice."""

from __future__ import annotations

import math
from time import perf_counter

import numpy as np

from tutor.engine.loop import BLOCK, Block, Loop, finite


class Collection:
    """The moments of a loop's runs, in arrays laid out for all of them beforehand.

    What was computed is never moved, so that views of it stay true while more is added. The system hands out the pages
    of an array as they are first written to: a long run that is dropped early has cost no more than what it computed.

    Callers silence NumPy's warnings with np.errstate around `grow`.
    """

    def __init__(self, loop: Loop) -> None:
        """Computes nothing yet.

        Raises:
            SpecificationError: it would take more than `loop.LARGEST` bytes.
        """
        loop.check_size()
        runs, d = loop.start.shape
        self._blocks = loop.blocks()
        self._w = np.empty((loop.steps + 1, runs, d))
        self._loss = np.empty((loop.steps + 1, runs))
        self._gradient = np.empty((loop.steps + 1, runs, d))
        self._lr = np.empty((loop.steps + 1, *loop.lr.shape))
        self._end = 0
        self.complete = False
        """Whether all steps were made, or no run was finite any more when one looked."""

    def __len__(self) -> int:
        """How many moments there are."""
        return self._end

    def grow(self, seconds: float = math.inf) -> None:
        """Adds piece after piece until all is there or the time is up: the start alone, then `BLOCK` steps at most at a
        time, or single ones where each step is computed alone. One piece is always added, unless all is there."""
        if self.complete:
            return
        w, loss, gradient, lr, end = self._w, self._loss, self._gradient, self._lr, self._end
        deadline = perf_counter() + seconds
        for block in self._blocks:
            first, end = end, end + len(block.w)
            w[first:end], loss[first:end], gradient[first:end], lr[first:end] = block
            if end // BLOCK > first // BLOCK and not finite(loss[end - 1], w[end - 1]).any():
                self.complete = True
                break
            if perf_counter() >= deadline:
                break
        self._end = end
        self.complete = self.complete or end == len(w)

    def since(self, first: int) -> Block:
        """The moments from number `first` on, as views."""
        end = self._end
        lr = self._lr[first:end].reshape(end - first, -1)
        return Block(self._w[first:end], self._loss[first:end], self._gradient[first:end], lr)
