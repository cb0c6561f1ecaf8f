"""A walk through a small network, number by number: forward, loss, backward, update.

Backpropagation is the chain rule, from the loss to the inputs: ∂L/∂w = ∂L/∂z · (what came in through w), where
∂L/∂z = ∂L/∂a · f′(z) and ∂L/∂a is added up over all ways that lead on from the unit. D. E. Rumelhart, G. E. Hinton,
R. J. Williams, "Learning representations by back-propagating errors", 1986. One example is one row: nothing is
averaged over a batch.
"""

from __future__ import annotations

from functools import lru_cache

from tutor.engine.network_names import Names, same_name
from tutor.engine.small_network import NetworkExample, pass_through
from tutor.engine.walk_backward import Backward
from tutor.engine.walk_forward import forward_steps, loss_step
from tutor.engine.walk_model import WalkStep
from tutor.engine.walk_update import update_steps


@lru_cache(maxsize=32)
def walk(example: NetworkExample) -> tuple[WalkStep, ...]:
    """Every number of one pass there and back, in the order in which it can be known.

    All gradients are found with the old weights; the updates come last. The same example gives the same steps, and
    they are kept: a conversation asks for them at every line.
    """
    passed, names = pass_through(example), Names(example)
    return (
        *forward_steps(example, passed, names),
        loss_step(example, passed, names),
        *Backward(example, passed, names).steps(),
        *update_steps(example, passed, names),
    )


def position_in(steps: tuple[WalkStep, ...], name: str) -> int | None:
    """Where the step with this name stands, however it is spelled: `∂L/∂w₂` is `dL/dw2`."""
    wanted = same_name(name)
    return next((index for index, step in enumerate(steps) if same_name(step.name) == wanted), None)
