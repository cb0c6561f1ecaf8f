"""The command line. Only what every command needs is imported here: `tutor --version` must stay instant."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from tutor import __version__
from tutor.errors import TutorError, UsageError

DONE, FOUND, WRONG = 0, 1, 2
"""Exit codes: done; found something wrong; wrong usage or input."""

_EXAMPLES = """\
examples:
  tutor                              go on where you left off
  tutor learn 8                      play lesson 8
  tutor learn --plain                line by line, for screen readers and slow lines
  tutor run bowl:curvature=2 --lr 0.9 --start 3
  tutor run quartic --lr 0.1 --start 5 --json
  tutor check lessons/08-too-high.md
"""


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Runs a command and leaves with its exit code. Whatever goes wrong is told in one line."""
    try:
        code = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
    except TutorError as error:
        print(f"tutor: {error}", file=sys.stderr)
        code = WRONG
    except BrokenPipeError:
        # Whoever read our output has seen enough (`| head`). Python would complain again on closing stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = DONE
    except KeyboardInterrupt:
        code = 130
    except Exception as error:  # the last door: no traceback ever reaches a user
        print(f"tutor: {_broken(error)}", file=sys.stderr)
        code = WRONG
    sys.exit(code)


def _run(argv: list[str]) -> int:
    arguments = _parser().parse_args(argv)
    match arguments.command:
        case None | "learn":
            from tutor.commands.learn import learn

            return learn(
                lesson=getattr(arguments, "lesson", None),
                learner=arguments.learner,
                plain=arguments.plain,
                ascii=arguments.ascii,
                restart=getattr(arguments, "restart", False),
            )
        case "lessons":
            from tutor.commands.lessons import lessons

            return lessons(arguments.learner)
        case "run":
            from tutor.commands.run import run
            from tutor.engine.model import Experiment

            experiment = Experiment(
                problem=arguments.problem,
                lr=_rate(arguments.lr),
                optimizer=arguments.optimizer,
                schedule=arguments.schedule,
                steps=arguments.steps,
                start=_start(arguments.start),
                seed=arguments.seed,
            )
            return run(experiment, as_json=arguments.json, ascii=arguments.ascii)
        case "check":
            from tutor.commands.check import check

            return check(arguments.paths)
    raise AssertionError(arguments.command)


class _Parser(argparse.ArgumentParser):
    """Tells wrong usage in one line, like every other error."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, to_do=f"see {self.prog} --help")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="tutor",
        description="Learn how machines learn: type a learning rate, watch the descent, hear why.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"tutor {__version__}")
    _add_playing(parser)
    commands = parser.add_subparsers(dest="command", metavar="command", parser_class=_Parser)

    learn = commands.add_parser("learn", help="play a lesson (the one you left off, or LESSON)")
    learn.add_argument("lesson", nargs="?", help="a number (8), an id (08-too-high) or part of a title")
    learn.add_argument("--restart", action="store_true", help="from the lesson's start, not from where you left it")
    _add_playing(learn, again=True)

    lessons = commands.add_parser("lessons", help="the course and how far you are")
    lessons.add_argument("--as", dest="learner", metavar="NAME", default=argparse.SUPPRESS, help="another learner")

    run = commands.add_parser(
        "run",
        help="one run without the screen",
        epilog="example: tutor run bowl:curvature=2 --lr 0.9 --start 3 --steps 50",
    )
    run.add_argument("problem", help="such as bowl:curvature=2 or quartic")
    run.add_argument("--lr", required=True, help="the learning rate: 0.3, 1/3, 1e-3")
    run.add_argument("--optimizer", default="sgd", help="such as sgd (default: %(default)s)")
    run.add_argument("--schedule", default="constant", help="such as constant (default: %(default)s)")
    run.add_argument("--steps", type=_whole, default=50, help="how many updates (default: %(default)s)")
    run.add_argument("--start", help="where w starts: 3, or 1,-2 for two parameters")
    run.add_argument("--seed", type=_whole, default=0, help="for whatever is random (default: %(default)s)")
    run.add_argument("--json", action="store_true", help="print the run as one JSON object")
    run.add_argument("--ascii", action="store_true", default=argparse.SUPPRESS, help="draw in plain ASCII")

    check = commands.add_parser("check", help="lint lessons and prove every claim they make")
    check.add_argument("paths", nargs="*", type=Path, help="lesson files or folders (default: the course)")
    return parser


def _add_playing(parser: argparse.ArgumentParser, *, again: bool = False) -> None:
    """What holds for `tutor` and for `tutor learn`; given after the command it must not be reset by its default."""
    quiet = argparse.SUPPRESS if again else None
    parser.add_argument("--as", dest="learner", metavar="NAME", default=quiet, help="who is learning")
    parser.add_argument("--plain", action="store_true", default=quiet or False, help="line by line")
    parser.add_argument("--ascii", action="store_true", default=quiet or False, help="plain ASCII only")


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f'"{text}" is not a whole number') from None


def _rate(text: str) -> float:
    from tutor.dialogue.numbers import NumberRead, NumberUnclear, read_number

    number = read_number(text)
    if isinstance(number, NumberRead):
        return number.value
    why = number.why if isinstance(number, NumberUnclear) else f'"{text}" is not a number'
    raise UsageError(f"--lr: {why}", to_do="give a learning rate such as 0.3")


def _start(text: str | None) -> tuple[float, ...] | None:
    if text is None:
        return None
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        raise UsageError(f'--start: "{text}" is not a list of numbers', to_do="give it as 3 or as 1,-2") from None


def _broken(error: Exception) -> str:
    """One line for what nobody foresaw; the traceback goes to a log."""
    import traceback

    from tutor.crash import write_log

    where = write_log(traceback.format_exc())
    details = f"; details are in {where}" if where else ""
    return f"something broke, and it is not your fault ({type(error).__name__}){details}"
