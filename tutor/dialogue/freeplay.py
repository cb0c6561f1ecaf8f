"""Free play: the learner chooses problem, optimizer, schedule and rate, and is told what each run did.

Pure, as the conversation of a lesson is: `play(setup, text, around)` gives the next setup and what is said. Nothing is
kept. A little past 300 lines, as every word that the lab knows has its line or two here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from tutor.cleaning import clean_line
from tutor.dialogue import about_run, ask, feedback, phrases
from tutor.dialogue.answers import is_question, read_command
from tutor.dialogue.data_words import (
    check_start,
    data_help,
    data_pointer,
    has_table,
    learns,
    ready_problem,
    with_target,
)
from tutor.dialogue.freeplay_words import HELLO, HELP, NOTHING_NEXT, no_such, save_help
from tutor.dialogue.inside import MOST_LAYERS, MOST_UNITS, example_of, read_sizes
from tutor.dialogue.model import Judged, LearnerSaid, Leave, RunEnded, RunThis, TutorSays, Utterance
from tutor.dialogue.numbers import NumberRead, read_number
from tutor.dialogue.setting_words import about_setting
from tutor.dialogue.setup import ENTRIES, READERS, Setting, Setup, filled, is_known, refitted, usual
from tutor.dialogue.typed_rate import read_rate, taken_for_0
from tutor.engine.catalogue import Entry, Specification
from tutor.engine.data_sets import data_sets
from tutor.engine.small_network import NetworkExample
from tutor.engine.small_network_rules import LARGEST
from tutor.errors import SpecificationError, TutorError, did_you_mean
from tutor.frozen import dataclass
from tutor.lesson.experiment import entrant_of
from tutor.lesson.model import Message, Span, Term

MOST_STEPS = 100_000
MOST_EPOCHS = 1000
MOST_ENTRANTS = 4
_REMEMBERED = 50
"""Runs that can be asked about."""

_LISTS: Mapping[str, Setting] = {
    "problems": "problem", "surfaces": "problem", "optimizers": "optimizer", "optimisers": "optimizer",
    "schedules": "schedule", "problem": "problem", "optimizer": "optimizer", "schedule": "schedule",
}  # fmt: skip
_NAMED = re.compile(r"(?:set\s+|use\s+)?(problem|optimi[sz]er|schedule)\s*[:=]?\s+(.+)", re.IGNORECASE)
_NUMBERED = re.compile(r"(steps?|seed|epochs?)\s*[:=]?\s*(\S+)", re.IGNORECASE)
_COUNTED = re.compile(r"(?:make\s+|run\s+|do\s+|for\s+)*([0-9]{1,9})\s+(steps?|epochs?)", re.IGNORECASE)
_START = re.compile(r"start(?:\s+at)?\s*[:=]?\s*(.+)", re.IGNORECASE)
_RACE = re.compile(r"race\s+(.+)", re.IGNORECASE)
_BETWEEN = re.compile(r"[,;]?\s+(?:and|against)\s+|[,;]?\s+|;", re.IGNORECASE)
_SAVE = re.compile(r"save(?:\s+(?:as\s+)?(.+))?", re.IGNORECASE)
_INSIDE = re.compile(r"(?:inside|look inside|from inside|backprop(?:agation)?)(?:\s+(.+))?", re.IGNORECASE)
_WHOLE = re.compile("[0-9]{1,9}")
_AT_STEP = re.compile("(?<![A-Za-z])k(?![A-Za-z])")
"""A formula of a schedule with the number of the step in it."""

_RATES_RACE = (
    "A race is between optimizers, with blanks between them: race sgd momentum adam. To compare rates, type one, and "
    "after its run the next; on the screen F6 puts the earlier ones beside it."
)
_RACE_USE = f"A race has 2 to {MOST_ENTRANTS} different entrants, with blanks between them: race sgd momentum adam."
_COUNTS = {
    "st": ("steps", 1, MOST_STEPS),
    "se": ("seed", 0, 2**32 - 1),
    "ep": ("epochs", 1, MOST_EPOCHS),
}
"""The field, the lowest and the highest value of each number that can be set, by how its name begins."""
FORMS = ("svg", "txt", "json", "csv")
"""What a run can be saved as, by the ending of the file's name."""


@dataclass(frozen=True, slots=True)
class Around:
    """What free play can draw on, beside what is on its bench."""

    glossary: Callable[[], Sequence[Term]] = tuple
    """The words of the course; read when somebody asks."""
    forms: Sequence[str] = ()
    """What pictures and runs can be saved as, by the ending of the file's name; none where nothing may be written."""


ALONE = Around()
"""No course, and nowhere to write."""


@dataclass(frozen=True, slots=True)
class Save:
    """The learner wants to keep the picture or the run; whoever plays decides whether that is allowed."""

    name: str
    """Empty for one to be chosen."""


@dataclass(frozen=True, slots=True)
class Inside:
    """Show this network's pass there and back, number by number."""

    example: NetworkExample


@dataclass(frozen=True, slots=True)
class PlayReply:
    """What a line leads to."""

    setup: Setup
    said: tuple[Utterance | Save | Inside, ...]


def hello(setup: Setup) -> tuple[Utterance, ...]:
    """What the tutor says first."""
    told = f"On the bench: {setup.in_words()}. {learns(setup)}".rstrip()
    return (phrases.say(HELLO), phrases.say(f"{told} Type help to see what you can change."))


def play(setup: Setup, text: str, around: Around = ALONE) -> PlayReply:
    """The reply to a line."""
    text = clean_line(text).strip()
    reply = _play(setup, text, around)
    return PlayReply(reply.setup, (LearnerSaid(text), *reply.said)) if text else reply


def ended(setup: Setup, runs: tuple[RunEnded, ...]) -> PlayReply:
    """What the tutor says to runs that are over."""
    said: list[Utterance] = []
    if feedback.is_brief(runs):
        said += feedback.judged_together(runs, first=not setup.runs)
    for run in runs if not feedback.is_brief(runs) else ():
        words = [run.verdict.sentence]
        words += feedback.shares(run)
        # What to try after a run that arrived is an invitation: word for word again it is none.
        told = run.verdict.verdict == "converged" and run.verdict.advice in {one.verdict.advice for one in setup.runs}
        if run.verdict.advice and len(runs) == 1 and not told:
            words.append(run.verdict.advice)
        said.append(Judged(run.verdict, tuple(words), run.entrant))
    if len(runs) > 1 and not any(run.stopped for run in runs):
        said.append(phrases.say(feedback.race_words(runs)))
    made, compared = (*setup.runs, *runs)[-_REMEMBERED:], (*setup.compared, *runs)[-_REMEMBERED:]
    return PlayReply(replace(setup, runs=made, compared=compared), tuple(said))


def choose(setup: Setup, setting: Setting, name: str) -> PlayReply:
    """The learner chose an entry from a list; settings that it needs are filled in to suit the run."""
    return _set(setup, setting, name)


def _play(setup: Setup, text: str, around: Around) -> PlayReply:
    if not text:
        if not setup.runs:
            return _say(setup, "Type a learning rate, such as 0.1.")
        return _run_again(setup, setup.runs[-1])
    if match := _COUNTED.fullmatch(text):
        return _count(setup, match[2], match[1])
    if (number := read_number(text)) is not None:
        if isinstance(number, NumberRead) and re.fullmatch(r"[wxy]\d?", number.name):
            return _say(setup, f"What I run is a rate. To start a run there, type start {number.text}.")
        return _run(setup, read_rate(text))
    said = " ".join(text.casefold().split()).removeprefix("/")
    if said in _LISTS:
        return PlayReply(setup, _listed(_LISTS[said]))
    if said == "race":
        return _say(setup, _RACE_USE)
    if said in ("setup", "settings"):
        return _say(setup, f"On the bench: {setup.in_words()}.")
    for pattern, act in _ACTS:
        if match := pattern.fullmatch(text):
            return act(setup, match)
    if is_known(text):
        try:
            return _set(setup, entrant_of(filled(text, setup)), text)
        except SpecificationError as error:
            return _say(setup, phrases.told(error))
    return _steer(setup, text, around)


def _named(setup: Setup, match: re.Match[str]) -> PlayReply:
    names: Mapping[str, Setting] = {"p": "problem", "o": "optimizer", "s": "schedule"}
    return _set(setup, names[match[1][0].casefold()], match[2].strip())


def _inside(setup: Setup, match: re.Match[str]) -> PlayReply:
    sizes = read_sizes(match[1] or "")
    if sizes is None:
        return _say(
            setup, f"Small networks only, such as inside 2-3-1: 2 to {MOST_LAYERS} layers, {MOST_UNITS} units in all."
        )
    told = f"A network {'-'.join(map(str, sizes))} with random weights (another seed gives others)."
    told += f" This is for looking: a rate that you type runs what is set, {setup.in_words()}."
    last = setup.runs[-1].lr if setup.runs else 0.5
    lr = last if 0 < last <= LARGEST else 0.5  # a run may have had any rate
    return PlayReply(setup, (phrases.say(told), Inside(example_of(sizes, setup.seed, lr))))


def _saved(setup: Setup, match: re.Match[str]) -> PlayReply:
    return PlayReply(setup, (Save((match[1] or "").strip()),))


def _steer(setup: Setup, text: str, around: Around) -> PlayReply:
    """Words that steer, and questions, as in a lesson."""
    command = read_command(text)
    match command.name if command is not None else None:
        case "help" | "hint" | "unsure":
            return _say(setup, f"{HELP} {save_help(around.forms)}" if around.forms else HELP)
        case "again" if command is not None and command.rest:
            return _play(setup, command.rest, around)
        case "again":
            return _play(setup, "", around)
        case "lessons" if command is not None and command.rest.isdecimal():
            told = f"then lesson {command.rest} opens it (in a shell: tutor learn {command.rest})"
            return _say(setup, f"Lessons are outside the lab. Leave it with back; {told}.")
        case "next" | "skip":
            return _say(setup, NOTHING_NEXT)
        case "back" | "quit" | "lessons":
            return PlayReply(setup, (Leave("out" if command is not None and command.name == "quit" else "lessons"),))
        case None if is_question(text):
            last = setup.runs[-1] if setup.runs else None
            told = about_run.answer(text, setup.runs, last, setup.compared) or data_pointer(text)
            return _say(setup, told or _explained(setup, text, around.glossary()))
        case _:
            return _say(setup, data_pointer(text) or f'I don\'t know "{text[:40]}". A rate, such as 0.1, or help.')


def _explained(setup: Setup, text: str, terms: Sequence[Term]) -> str:
    """The answer to a question about a word: a setting of what is set, or a term of the course."""
    set_now = (setup.problem, setup.optimizer, *setup.schedule.split("+"))
    bench = [one.partition(":")[0].strip() for one in set_now]
    return about_setting(text, terms, bench) or ask.reply(terms, text)


def _run(setup: Setup, number: NumberRead | str) -> PlayReply:
    """At this rate, or why there is none."""
    if isinstance(number, str):
        return _say(setup, number)
    try:
        entrants = tuple(setup.experiment(number.value, entrant) for entrant in setup.race or ("",))
    except TutorError as error:
        return _say(setup, phrases.told(error))
    run = RunThis(entrants[0], number.text, entrants[1:], setup.race, setup.epochs if setup.trains else 0)
    return PlayReply(setup, (phrases.say(taken_for_0(number)), run) if number.underflow else (run,))


def _run_again(setup: Setup, last: RunEnded) -> PlayReply:
    """At the rate that was typed at first; where the last run did not keep to it, that is said."""
    text = f"{last.lr:g}"
    reply = _run(setup, NumberRead(last.lr, text))
    if not last.changes:
        return reply
    return PlayReply(setup, (phrases.say(f"At {text} all the way this time, without the change of rate."), *reply.said))


def _set(setup: Setup, setting: Setting, text: str) -> PlayReply:
    if setting == "problem":
        text = ready_problem(text)
    name = text.partition(":")[0].strip()
    entries = ENTRIES[setting]
    if (first := name.partition("+")[0].strip()) not in entries:
        pointer = data_pointer(text) if setting == "problem" and ":" not in text else ""
        return _say(setup, pointer or no_such(first, {setting: entries}))
    named = name in entries and ":" not in text
    if named:
        text = usual(entries[name], setup)
    try:
        spec = READERS[setting](text)
        check_data(setup, spec)
        learned = ""
        if has_table(spec):
            spec, learned = with_target(spec)
    except TutorError as error:
        return _say(setup, phrases.told(error))
    new = replace(setup, **{setting: str(spec)}, runs=(), race=())  # type: ignore[arg-type]
    if setting == "schedule":
        new = replace(new, fitted=(new.schedule,) if named and any(key.required for key in entries[name].keys) else ())
    if setting == "problem":
        new = refitted(new)
        # As on the bench: runs on other ground are not put beside the next ones.
        new = replace(new, start=None, compared=setup.compared if new.problem == setup.problem else ())
    entry = entries[spec.name]
    told = (f"{spec!s}: {_in_words(setting, entry)}", learned, f"Now on the bench: {new.in_words()}.")
    return _say(new, " ".join(filter(None, told)))


def _in_words(setting: Setting, entry: Entry) -> str:
    """What it does, and only then its formula, with what that gives."""
    gives = {"problem": "The loss", "optimizer": "Each step", "schedule": "The rate"}[setting]
    if setting == "schedule" and _AT_STEP.search(entry.formula):
        gives += " at step k"
    about = phrases.sentence(entry.about)
    return f"{about} {gives}: {phrases.sentence(entry.formula)}" if entry.formula else about


def check_data(setup: Setup, spec: Specification) -> None:
    """Raises SpecificationError for a file of the learner's, where those are not to be opened."""
    data = spec.values.get("data")
    if isinstance(data, str) and not setup.own_files and data not in data_sets():
        raise SpecificationError(
            f'there is no data set "{clean_line(data)}" in the course',
            to_do=did_you_mean(clean_line(data), data_sets()),
        )


def _race(setup: Setup, match: re.Match[str]) -> PlayReply:
    given = _BETWEEN.split(match[1].strip())
    # A comma alone parts the settings of one entrant, but a number has none.
    if all(isinstance(read_number(name), NumberRead) for one in given for name in re.split("[,;]", one)):
        return _say(setup, _RATES_RACE)
    names = [filled(name, setup) for name in given]
    if [name.casefold() for name in names] == ["off"]:
        return _say(replace(setup, race=()), "One run at a time again.")
    if setup.trains:
        return _say(setup, "Trainings run one at a time. Choose another problem to race on.")
    if not 2 <= len(names) <= MOST_ENTRANTS or len(set(names)) < len(names):
        return _say(setup, _RACE_USE)
    for name in names:
        if (first := re.split("[:+]", name)[0].strip()) not in {one for names in ENTRIES.values() for one in names}:
            return _say(setup, no_such(first, ENTRIES))
        try:
            if entrant_of(name) == "problem":
                check_data(setup, READERS["problem"](name))
        except TutorError as error:
            return _say(setup, phrases.told(error))
    kept = tuple(one for one in setup.fitted if one == setup.schedule)
    alone = {filled(one, setup) for one in given if one in ENTRIES["schedule"]} & set(names) - {setup.schedule}
    new = replace(setup, race=tuple(names), fitted=(*kept, *sorted(alone)), runs=())
    return _say(new, f"A race: {', '.join(names)}. Type a learning rate for all of them.")


def _numbered(setup: Setup, match: re.Match[str]) -> PlayReply:
    return _count(setup, match[1], match[2])


def _count(setup: Setup, name: str, given: str) -> PlayReply:
    field, low, high = _COUNTS[name.casefold()[0:2]]
    number = int(given) if _WHOLE.fullmatch(given) else -1
    if not low <= number <= high:
        return _say(setup, f"{field} is a whole number from {low} to {high:,}. You typed {given[:20]}.")
    if setup.trains and field == "steps":
        return _say(
            setup, f"A training is counted in epochs, passes over its rows: type epochs {min(number, MOST_EPOCHS)}."
        )
    if not setup.trains and field == "epochs":
        ground = setup.problem.partition(":")[0]
        return _say(setup, f"A run on {ground} has no epochs, it is counted in steps: type steps {number}.")
    new: Setup = refitted(replace(setup, runs=(), **{field: number}))  # type: ignore[arg-type]
    return _say(new, f"Now on the bench: {new.in_words()}.")


def _start(setup: Setup, match: re.Match[str]) -> PlayReply:
    text = match[1].strip()
    if text.casefold() in ("usual", "auto", "off"):
        return _say(replace(setup, start=None, runs=()), "Runs start where they usually do.")
    start = []
    for part in re.split(r"\s*[;,]\s*|\s+", text):
        number = read_rate(part)
        if isinstance(number, str):
            return _say(setup, "A start is a number, or one for each parameter: start 1,-2.")
        start.append(number.value)
    new = replace(setup, start=tuple(start), runs=())
    try:
        check_start(new)
    except TutorError as error:
        return _say(setup, phrases.told(error))
    return _say(new, f"Now on the bench: {new.in_words()}.")


def _listed(setting: Setting) -> tuple[TutorSays, ...]:
    told = [phrases.say(f"Type {setting} and a name:")]
    for name, entry in ENTRIES[setting].items():
        told.append(TutorSays(Message((Span(name, "code"), Span(f": {entry.about}")), "item", "•")))
    return (*told, *((phrases.say(data_help()),) if setting == "problem" else ()))


def _say(setup: Setup, text: str) -> PlayReply:
    return PlayReply(setup, (phrases.say(text),))


_ACTS: tuple[tuple[re.Pattern[str], Callable[[Setup, re.Match[str]], PlayReply]], ...] = (
    (_RACE, _race),
    (_SAVE, _saved),
    (_INSIDE, _inside),
    (_NAMED, _named),
    (_NUMBERED, _numbered),
    (_START, _start),
)
"""What else can be typed, and what it does."""
