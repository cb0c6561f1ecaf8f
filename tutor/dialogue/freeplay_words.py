"""What the tutor says of free play itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tutor.cleaning import clean_line
from tutor.dialogue.data_words import READY
from tutor.dialogue.setup import Setting
from tutor.errors import nearest
from tutor.wording import listed

HELLO = (
    "This is the lab. Type a learning rate, and I run it and tell you what happened. Nothing here can break, and "
    "nothing is counted."
)
HELP = (
    "Type a rate to run it: 0.3. Change what is run: problem ravine:kappa=25 · optimizer adam · schedule "
    "cosine:T_max=50 · problem network on digits · steps 100 · start 1,-2 · seed 3. A list of each: problems · "
    "optimizers · schedules. race sgd momentum adam runs them side by side, race off ends that; inside 2-3-1 opens a "
    "small network. Look from another side: landscape · numbers · map · both · log · step 7 · compare. again runs "
    "the last rate once more; setup tells what is set; back leaves the lab, quit leaves altogether. Ask me, too: what "
    "is momentum? why did it bounce?"
)
ESCAPE = "Nothing is running that Esc could stop. To leave the lab, type quit or press Ctrl-Q."
INSIDE = "Type back to return to your lesson. quit leaves altogether, and your place is kept."
INSIDE_ESCAPE = "Nothing is running that Esc could stop. To return to your lesson, type back."
NOTHING_NEXT = "The lab has no order, so nothing comes next. Type a rate, or help; back leaves the lab."
STEP_USE = "Type step and a number, such as step 7, for the numbers around that step."
STEP_SCHEDULE = "If you meant the schedule of that name: schedule step."
NO_MAP_OF_A_RACE = (
    "A map shows one kind of run at many rates, and this is a race of several. Type race off, and then map."
)


def save_help(forms: Sequence[str]) -> str:
    """What `save` does, where something can be saved in these forms."""
    what = "the picture" if "svg" in forms else "the run in words"
    return f"save keeps {what}, save run.csv the numbers: in {listed(forms, 'or')}."


def no_such(name: str, entries: Mapping[Setting, Iterable[str]]) -> str:
    """What to say to a name that is none: what was probably meant, and where the names are listed.

    Args:
        name: what was typed.
        entries: the names that there are, of each setting that it could have been.
    """
    shown = clean_line(name)[:40]
    known = [one for names in entries.values() for one in names] + (list(READY) if "problem" in entries else [])
    guess = nearest(shown, known)
    meant = f"Did you mean {guess}? " if guess else ""
    lists = listed([f"{setting}s" for setting in entries], "or")
    return f'There is no {listed(list(entries), "or")} "{shown}". {meant}For a list, type {lists}.'
