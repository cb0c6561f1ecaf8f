"""The command line. Only what every command needs is imported here: `tutor --version` must stay instant.

It is past 300 lines, as each command has its options and its call here; both are lists, read side by side.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NoReturn, TextIO, cast

from tutor import __version__
from tutor.errors import TutorError, UsageError
from tutor.later import Later

if TYPE_CHECKING:
    import argparse

    from tutor.commands import arguments as typed
    from tutor.commands import examples
    from tutor.engine.model import Experiment
else:
    # With the grammar of all commands a fifteenth of a lesson's start, and `tutor` alone needs none.
    argparse = Later("argparse")
    examples = Later("tutor.commands.examples")
    typed = Later("tutor.commands.arguments")

DONE, FOUND, WRONG = 0, 1, 2
"""Exit codes: done; found something wrong (`check`, `doctor`) or nothing (`ask`); wrong usage or input, or an output
that cannot be written."""
BROKEN = 70
"""The exit code of an error in the program itself: EX_SOFTWARE of sysexits.h."""
INTERRUPTED = 130
"""The exit code after Ctrl-C: 128 and the number of SIGINT, as shells count."""
_UNWRITTEN = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENXIO, errno.EBADF})
"""What `write` reports of standard output: the disk is full, the terminal is gone."""


KIOSK = "TUTOR_KIOSK"
"""The environment variable of a locked-down login; see `tutor.terminal.is_kiosk`."""
_KEPT = object()
"""Stands for argparse's SUPPRESS: an option that is not given keeps what it was."""
_PERSONAL = frozenset({None, "learn", "lessons"})
"""Commands that open a learner's record; None is `tutor` alone."""
_LOCKED_DOWN = _PERSONAL | {"lab", "ask"}
"""Commands that are left under a locked-down login: none of them opens a file by its name."""


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Runs a command and leaves with its exit code. Whatever goes wrong is told in one line."""
    try:
        try:
            code = _run(list(sys.argv[1:] if argv is None else argv))
        except SystemExit as left:  # argparse, after --help and --version
            code = int(left.code or DONE)
        if sys.stdout is not None:  # closed by the caller: `>&-`
            sys.stdout.flush()
    except TutorError as error:
        code = _told(str(error), WRONG)
    except BrokenPipeError:
        code = DONE  # whoever read our output has seen enough (`| head`)
    except KeyboardInterrupt:
        code = INTERRUPTED
    except Exception as error:  # the last door: no traceback ever reaches a user
        if isinstance(error, OSError) and error.filename is None and error.errno in _UNWRITTEN:
            code = _told(f"the output cannot be written ({error.strerror})", WRONG)
        else:
            code = _told(_broken(error), BROKEN)
    for stream in (sys.stdout, sys.stderr):
        _let_go(stream)
    sys.exit(code)


def _told(message: str, code: int) -> int:
    from tutor.commands.page import tell

    tell(message)
    return code


def _let_go(stream: TextIO | None) -> None:
    """Python complains of what it cannot write when it ends, and leaves with 120: such a stream ends in nothing."""
    if stream is None:
        return
    try:
        stream.flush()
    except OSError:
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _run(argv: list[str]) -> int:
    arguments = _bare(argv) or _parser().parse_args(typed.joined(argv))
    _prepare(arguments, argv)
    match arguments.command:
        case None | "learn":
            from tutor.commands.learn import learn

            return learn(
                lesson=getattr(arguments, "lesson", None),
                learner=arguments.learner,
                restart=getattr(arguments, "restart", False),
                folders=_folders(arguments),
                **_looks(arguments),
            )
        case "lessons":
            from tutor.commands.lessons import lessons

            return lessons(arguments.learner, folders=_folders(arguments), ascii=arguments.ascii)
        case "run":
            from tutor.commands.arguments import rates
            from tutor.commands.run import Form, run

            wanted = rates("--lr", arguments.lr)
            form: Form = "json" if arguments.json else "csv" if arguments.csv else "text"
            return run(_experiment(arguments, wanted[0]), wanted, form=form, **_looks(arguments))
        case "lab":
            from tutor.commands.arguments import start
            from tutor.commands.lab import lab
            from tutor.dialogue.data_words import ready_problem
            from tutor.dialogue.setup import USUAL_RATE, Setup
            from tutor.engine.fitting import fitted_schedule

            schedule = fitted_schedule(arguments.schedule, arguments.steps, USUAL_RATE)
            setup = Setup(
                ready_problem(arguments.problem), arguments.optimizer, schedule, arguments.steps,
                start(arguments.start), arguments.seed, fitted=(schedule,) if schedule != arguments.schedule else (),
                **({} if arguments.epochs is None else {"epochs": arguments.epochs}),
            )  # fmt: skip
            return lab(setup, save_to=arguments.save_to, **_looks(arguments))
        case "sweep":
            from tutor.commands.arguments import rate
            from tutor.commands.sweep import sweep
            from tutor.engine.fitting import fitted_schedule

            arguments.schedule = fitted_schedule(arguments.schedule, arguments.steps, None)
            return sweep(
                _experiment(arguments, 1.0),
                low=None if arguments.low is None else rate("--from", arguments.low),
                high=None if arguments.high is None else rate("--to", arguments.high),
                count=arguments.count,
                as_json=arguments.json,
                **_looks(arguments),
            )
        case "diagnose":
            from tutor.commands.diagnose import diagnose

            return diagnose(arguments.file, column=arguments.column, as_json=arguments.json, **_looks(arguments))
        case "check":
            from tutor.commands.check import check

            return check(arguments.paths or _folders(arguments), as_json=arguments.json, ascii=arguments.ascii)
        case "new":
            from tutor.commands.new import new

            return new(arguments.file, ascii=arguments.ascii)
        case "preview":
            from tutor.commands.preview import preview

            return preview(arguments.file, **_looks(arguments))
        case "ask":
            from tutor.commands.ask import ask

            return ask(arguments.words, folders=_folders(arguments), ascii=arguments.ascii)
        case "doctor":
            from tutor.commands.doctor import doctor

            return doctor(folders=_folders(arguments), **_looks(arguments))
        case "host":
            from tutor.commands.host import host, stop_host

            return stop_host() if arguments.stop else host(main)
    raise AssertionError(arguments.command)


def _bare(argv: Sequence[str]) -> argparse.Namespace | None:
    """What the parser would make of `tutor` alone and of `tutor --as=NAME`, by which nearly every lesson is started;
    None for all else."""
    match argv:
        case []:
            learner = None
        case [word] if word.startswith("--as="):
            learner = word.removeprefix("--as=")
        case _:
            return None
    bare = SimpleNamespace(command=None, learner=learner, folders=None, plain=False, ascii=False, mono=False)
    return cast("argparse.Namespace", bare)


def _prepare(arguments: argparse.Namespace, argv: Sequence[str]) -> None:
    """What holds for every command."""
    if arguments.mono:
        os.environ["NO_COLOR"] = "1"
    if os.environ.get(KIOSK):
        _lock_down(arguments, argv)


def _lock_down(arguments: argparse.Namespace, argv: Sequence[str]) -> None:
    """Refuses what has no place under a locked-down login, should its launcher hand on what the learner typed.

    Raises:
        UsageError: a command that opens files by their names; no name for the learner, or a second one behind the
            launcher's: whoever came last here, or whatever one types, could be somebody else.
    """
    from tutor.terminal import is_kiosk

    if not is_kiosk(os.environ):
        return
    if arguments.command not in _LOCKED_DOWN:
        raise UsageError(
            f"tutor {arguments.command} is switched off here ({KIOSK} is set)",
            to_do="this login is for learning: tutor, tutor lessons, tutor lab, tutor ask",
        )
    if getattr(arguments, "folders", None):
        raise UsageError(
            f"--lessons is switched off here ({KIOSK} is set)", to_do="whoever set up this login can set TUTOR_LESSONS"
        )
    if arguments.command in _PERSONAL and arguments.learner is None:
        raise UsageError(
            f"this login does not say who is learning ({KIOSK} is set)", to_do="whoever set it up must give --as NAME"
        )
    if sum(word == "--as" or word.startswith("--as=") for word in argv) > 1:
        raise UsageError(f"--as is given already ({KIOSK} is set)", to_do="this login is for one learner")


def _described(summary: str, below: str) -> dict[str, Any]:
    """What a command's help says before and after its options."""
    return {
        "help": summary,
        "description": f"{summary[0].upper()}{summary[1:]}.",
        "epilog": below,
        "formatter_class": argparse.RawDescriptionHelpFormatter,
    }


def _parser() -> argparse.ArgumentParser:
    class Parser(argparse.ArgumentParser):
        """Tells wrong usage in one line, like every other error. Options are not shortened: where a command has no
        `--as`, argparse would take it for `--ascii`, and the name for a problem or a file."""

        def __init__(self, *args: Any, **settings: Any) -> None:
            super().__init__(*args, **{"allow_abbrev": False, **settings})

        def error(self, message: str) -> NoReturn:
            raise UsageError(message, to_do=f"see {self.prog} --help")

    parser = Parser(
        prog="tutor",
        description="Learn how machines learn: type a learning rate, watch the descent, hear why.",
        epilog=examples.TUTOR,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"tutor {__version__}")
    _add_playing(parser)
    commands = parser.add_subparsers(dest="command", metavar="command", parser_class=Parser)

    learn = commands.add_parser(
        "learn", **_described("play a lesson (the one you left off, or LESSON)", examples.LEARN)
    )
    learn.add_argument("lesson", nargs="?", help="a number (8), an id (08-too-high) or part of a title")
    learn.add_argument("--restart", action="store_true", help="from the lesson's start, not from where you left it")
    _add_playing(learn, again=True)

    lessons = commands.add_parser("lessons", **_described("the course and how far you are", examples.LESSONS))
    lessons.add_argument("--as", dest="learner", metavar="NAME", default=argparse.SUPPRESS, help="another learner")
    _add_folders(lessons)
    _add_looks(lessons)

    _add_lab(
        commands.add_parser("lab", **_described("free play: any problem, optimizer, schedule, rate", examples.LAB))
    )
    _add_run(commands.add_parser("run", **_described("one run without the screen: chart, verdict", examples.RUN)))
    _add_sweep(
        commands.add_parser(
            "sweep", **_described("many rates at once: which stall, converge, overshoot", examples.SWEEP)
        )
    )
    _add_diagnose(
        commands.add_parser("diagnose", **_described("the verdict on your own training log", examples.DIAGNOSE))
    )

    check = commands.add_parser("check", **_described("lint lessons and prove every claim they make", examples.CHECK))
    check.add_argument("paths", nargs="*", type=Path, help="lesson files or folders (default: the course)")
    check.add_argument("--json", action="store_true", help="print {files, claims, findings[...]} as one JSON object")
    _add_folders(check)
    _add_looks(check)

    new = commands.add_parser("new", **_described("start a lesson file that already plays", examples.NEW))
    new.add_argument("file", metavar="FILE", type=Path, help="its name is a number and a name: 10-half-way.md")
    _add_looks(new)

    preview = commands.add_parser(
        "preview", **_described("play a lesson file without recording; saved, it is read anew", examples.PREVIEW)
    )
    preview.add_argument("file", metavar="FILE", type=Path, help="a lesson file, in a course or not")
    _add_looks(preview, plain="line by line")

    ask = commands.add_parser("ask", **_described("explain a word of the course", examples.ASK))
    ask.add_argument("words", nargs="+", metavar="WORDS", help="a word, or a question about one")
    _add_folders(ask)
    _add_looks(ask)

    doctor = commands.add_parser(
        "doctor", **_described("what this terminal and machine can do, what to change", examples.DOCTOR)
    )
    _add_folders(doctor)
    _add_looks(doctor, plain="in words, without lines to look at")

    host = commands.add_parser(
        "host", **_described("start faster where many learners share one account", examples.HOST)
    )
    host.add_argument("--stop", action="store_true", help="end the host that runs; whoever is in a lesson plays on")
    host.set_defaults(mono=False)
    return parser


def _add_playing(parser: argparse.ArgumentParser, *, again: bool = False) -> None:
    """What holds for `tutor` and for `tutor learn`; given after the command it must not be reset by its default."""
    quiet = argparse.SUPPRESS if again else None
    parser.add_argument("--as", dest="learner", metavar="NAME", default=quiet, help="who is learning")
    _add_folders(parser, default=quiet)
    _add_looks(parser, plain="line by line: for screen readers, slow lines and pipes", default=quiet or False)


def _add_lab(lab: argparse.ArgumentParser) -> None:
    # Nothing of the lab is recorded; who is used to say who they are can do so.
    lab.add_argument("--as", dest="learner", metavar="NAME", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    lab.add_argument(
        "problem",
        nargs="?",
        default="bowl:curvature=2",
        metavar="PROBLEM",
        help="such as ravine:kappa=25 (default: %(default)s)",
    )
    _add_experiment(lab)
    lab.add_argument("--epochs", type=typed.whole, metavar="N", help="for problem network: passes over the data")
    lab.add_argument(
        "--save-to", type=Path, metavar="DIR", help="where save puts files (default: the folder you are in)"
    )
    _add_looks(lab, plain="line by line")


def _add_folders(parser: argparse.ArgumentParser, default: Any = _KEPT) -> None:
    """After a command it must not reset what stood before it."""
    default = argparse.SUPPRESS if default is _KEPT else default
    parser.add_argument(
        "--lessons",
        dest="folders",
        action="append",
        metavar="DIR",
        default=default,
        help="a folder with a course of your own (again for another); TUTOR_LESSONS does the same",
    )


def _folders(arguments: argparse.Namespace) -> tuple[Path, ...]:
    """The folders of courses that are wanted; empty for the course that comes with the program."""
    from tutor.lesson.own_courses import chosen_folders

    return chosen_folders(arguments.folders, os.environ)


def _add_run(run: argparse.ArgumentParser) -> None:
    run.add_argument("problem", metavar="PROBLEM", help="such as bowl:curvature=2 or quartic")
    run.add_argument(
        "--lr", required=True, metavar="X", help="the learning rate: 0.3, 1/3, 1e-3; or several: 0.1,0.5,1.1"
    )
    _add_experiment(run)
    form = run.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the run as one JSON object (several rates: a list)")
    form.add_argument("--csv", action="store_true", help="print a row for each step: step,lr,loss,gradient_norm,w1,...")
    _add_looks(run, plain="in words, without a picture")


def _add_sweep(sweep: argparse.ArgumentParser) -> None:
    sweep.add_argument("problem", metavar="PROBLEM", help="such as bowl:curvature=2 or quartic")
    sweep.add_argument("--from", dest="low", metavar="X", help="the lowest rate (default: one that suits the problem)")
    sweep.add_argument("--to", dest="high", metavar="X", help="the highest rate (default: likewise)")
    sweep.add_argument(
        "--count", type=typed.whole, default=60, metavar="N", help="how many rates (default: %(default)s)"
    )
    _add_experiment(sweep)
    sweep.add_argument("--json", action="store_true", help="print one JSON object: rates, and a list each of verdict, "
                       "reason, final_loss, steps_to_converge")  # fmt: skip
    _add_looks(sweep, plain="in words, without a picture")


def _add_diagnose(diagnose: argparse.ArgumentParser) -> None:
    diagnose.add_argument(
        "file", metavar="FILE", help="a log: CSV, JSON, JSON lines, printed text; - for standard input"
    )
    diagnose.add_argument(
        "--column", metavar="NAME", help="the column that holds the loss, if it is not found by its name"
    )
    diagnose.add_argument("--json", action="store_true", help="print {steps, verdict{...}} as one JSON object")
    _add_looks(diagnose, plain="in words, without a picture")


def _add_experiment(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--optimizer",
        default="sgd",
        metavar="NAME",
        help="such as adam or momentum:momentum=0.8 (default: %(default)s)",
    )
    parser.add_argument(
        "--schedule",
        default="constant",
        metavar="NAME",
        help="such as cosine:T_max=50; a name alone is made to fit the steps (default: %(default)s)",
    )
    parser.add_argument(
        "--steps", type=typed.whole, default=50, metavar="N", help="how many updates (default: %(default)s)"
    )
    parser.add_argument("--start", metavar="W", help="where w starts: 3, or 1,-2 for two parameters")
    parser.add_argument(
        "--seed", type=typed.seed, default=0, metavar="N", help="for whatever is random (default: %(default)s)"
    )


def _add_looks(parser: argparse.ArgumentParser, *, plain: str = "", default: Any = _KEPT) -> None:
    """How it looks, where the terminal is taken for another one than it is."""
    default = argparse.SUPPRESS if default is _KEPT else default
    if plain:
        parser.add_argument("--plain", action="store_true", default=default, help=plain)
    parser.add_argument("--ascii", action="store_true", default=default, help="plain ASCII only")
    parser.add_argument("--mono", action="store_true", default=default, help="no colours")


def _looks(arguments: argparse.Namespace) -> dict[str, bool]:
    return {"plain": arguments.plain, "ascii": arguments.ascii, "mono": arguments.mono}


def _experiment(arguments: argparse.Namespace, lr: float) -> Experiment:
    from tutor.commands.arguments import start
    from tutor.dialogue.data_words import ready_problem
    from tutor.engine.model import Experiment

    return Experiment(
        problem=ready_problem(arguments.problem),
        lr=lr,
        optimizer=arguments.optimizer,
        schedule=arguments.schedule,
        steps=arguments.steps,
        start=start(arguments.start),
        seed=arguments.seed,
    )


def _broken(error: Exception) -> str:
    """One line for what nobody foresaw; the traceback goes to a log."""
    import traceback

    from tutor.crash import write_log

    where = write_log(traceback.format_exc())
    details = f"; details are in {where}" if where else ""
    return f"something broke, and it is not your fault ({type(error).__name__}){details}"
