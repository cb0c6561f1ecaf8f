"""What is no training log is told in one line: what is wrong, where, and what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.logs import log_of
from tutor.errors import LogError
from tutor.training_log.reading import read_log

WRONG = {
    "text in the middle": (b"step,loss\n0,3\n1,abc\n2,1\n", 'log:3:3: "abc" is not a number (column "loss")'),
    "text after a quoted cell": (b'note,loss\n"a,b",3\n"a,b", x\n', 'log:3:8: "x" is not a number'),
    "text in a spaced table": (b"step loss\n0   3\n1   x\n", 'log:3:5: "x" is not a number'),
    "text after a cell of two lines": (b'note,loss\n"a\nb",3\nc,x\n', 'log:4:3: "x" is not a number'),
    "text in a column of numbers": (b"3\n2\nthe end\n", 'log:3:1: "the end" is not a number'),
    "a comma too many": (b"step,loss\n0,3\n1,2,5\n", "log:3: 3 cells, where the header has 2"),
    "a decimal comma between commas": (b"step,loss\n0,0,3\n", "log:2: 3 cells"),
    "two logs": (b"step,loss\n0,3\nstep,loss\n0,3\n", "log:3:1: the header comes a second time"),
    "no loss column": (b"epoch,acc,los\n0,1,2\n1,1,2\n", '"los"'),
    "no loss key": (b'{"acc": [1, 2], "time": 3}', "there are: acc, time"),
    "only a validation loss": (b"epoch,val_loss\n0,1\n1,2\n", '--column "val_loss"'),
    "no header": (b"0,3\n1,2\n", "log:1: the first line has no column names"),
    "one row": (b"step,loss\n0,3\n", "only one loss"),
    "one loss": (b"[3]", "only one loss"),
    "one number": (b"3", "only one loss"),
    "no rows": (b"step,loss\n", "column names but no rows"),
    "no losses": (b"step,loss\n0,\n1,\n", 'the column "loss" holds no loss'),
    "empty list": (b'{"loss": []}', "no loss"),
    "empty": (b"", "the log is empty"),
    "blank": (b" \n\n\t\n", "the log is empty"),
    "a byte order mark alone": (b"\xef\xbb\xbf", "the log is empty"),
    "binary": (b"loss\n3\n\x00\x01\n", "log:3: this is binary data"),
    "Latin-1": ("loss,größe\n1,2\n".encode("latin-1"), "log:1: this is not UTF-8 text (byte 0xF6)"),
    "UTF-16": ("loss\n1\n2\n".encode("utf-16"), "this is UTF-16 text"),
    "compressed": (b"\x1f\x8b\x08\x00", "this is compressed"),
    "a spreadsheet": (b"PK\x03\x04....", "this is a zip archive or a spreadsheet"),
    "one endless line": (b"x" * 2_100_000, "log:1: the line is longer than 1,000,000 characters"),
    "an endless line later on": (b"loss\n1\n" + b"2" * 2_100_000, "log:3: the line is longer"),
    "an open quotation mark": (b'step,loss\n0,"1\n' + b"1,2\n" * 60_000, "log:2: a cell is far too long"),
    "a comma too many in JSON": (b'{"loss": [1, 2,, 3]}', 'log:1:16: this is not JSON: ", 3]}" is not expected here'),
    "a comma at the end in JSON": (b'{\n "loss": [1,\n 2,]}', "log:3:4: this is not JSON"),
    "JSON that breaks off": (b'{"loss": [1, 2', "log:1:15: the JSON ends too early"),
    "JSON that breaks off in a name": (b'{"loss": [1, 2], "acc', "the JSON ends too early"),
    "JSON lines that break off": (b'{"loss": 1}\n{"loss": 2}\n{"loss"', "log:3:8: the line ends too early"),
    "JSON lines with an error": (b'{"loss": 1}\n{"loss": 2,,}\n', "log:2:12: this is not JSON"),
    "JSON lines with a list": (b'{"loss": 1}\n{"loss": 2}\n[3]\n', "log:3: a list stands where an object should"),
    "more after the JSON": (b'{"loss": [1, 2]} 3', "log:1:18: an object or a list is expected here"),
    "words in JSON": (b'{"loss": [1, "two", 3]}', 'loss[1] is "two", not a number'),
    "words in JSON lines": (b'{"loss": 1}\n{"loss": "two"}\n', 'log:2: loss is "two", not a number'),
    "yes and no in JSON": (b"[1, true]", "loss[1] is true, not a number"),
    "lists in a list": (b"[[1, 2], [3, 4]]", "loss[0] is a list, not a number"),
    "a loss of parts": (b'[{"loss": {"a": 1}}, {"loss": {"a": 2}}]', "loss is an object, not a number"),
    "a list of runs": (b'[{"lr": 1, "loss": [3, 1]}, {"loss": [3, 4]}]', "log:1:1: a list of runs begins here"),
    "a list of runs under a name": (b'{"log":\n [{"loss": [3, 1]}]}', "log:2:2: a list of runs begins here"),
    "a list of runs with more in them": (b'[{"gradient_norm": [2, 1], "loss": [3, 1]}]', "log:1:1: a list of runs"),
    "runs under names": (
        b'{"made": {"x": 1},\n "a": {"loss": [3, 1]}, "b": {"loss": [3, 4]}}',
        'log:2:7: the losses stand one level deeper, in "a" and "b"; save each run to a file of its own',
    ),
    "runs in a list under a name": (b'{"runs": [{"loss": [3]}, {"loss": [4]}]}', 'one level deeper, in "runs"'),
    "many runs under names": (
        b"{" + b", ".join(b'"r%d": {"loss": [1]}' % run for run in range(9)) + b"}",
        'in "r0", "r1", "r2", "r3", "r4" and 4 more',
    ),
    "no run, but settings that name a loss": (
        b'{"made": {"loss": "mse"}, "all": [{"loss": "mse"}, {"loss": "mse"}, {"loss": "mse"}], "train": [3, 1]}',
        'no column is called "loss"',
    ),
    "no run, but the best of its losses": (b'{"best": {"loss": 1}, "val_loss": [3, 1]}', 'no column is called "loss"'),
    "runs of entries under names": (
        b'{"a": [{"loss": 3}, {"loss": 1}], "b": [{"loss": 3}, {"loss": 1}]}',
        'one level deeper, in "a" and "b"',
    ),
    "a run on each line": (
        b'{"loss": [3, 1]}\n{"loss": [3, 4]}\n',
        "log:1: this is a whole run, with a list of losses",
    ),
    "one run after another": (b'{\n"loss": [3, 1]}\n{\n"loss": [3, 4]}\n', "log:4:9: a second run begins here"),
    "two lists of entries with losses": (
        b'{"log": [{"loss": 3}, {"loss": 1}],\n "history": [{"loss": 3}, {"loss": 4}]}',
        "log:2:13: a second run begins here; save each run to a file of its own",
    ),
    "entries with losses beside a list of losses": (
        b'{"loss": [3, 1],\n "history": [{"loss": 3}, {"loss": 4}]}',
        "log:2:13: a second run begins here",
    ),
    "a list of losses beside entries with losses": (
        b'{"history": [{"loss": 3}, {"loss": 4}],\n "loss": [3, 1]}',
        "log:2:10: a second run begins here",
    ),
    "one list of entries after another": (
        b'[{"loss": 3}, {"loss": 1}]\n[{"loss": 3}, {"loss": 4}]',
        "log:2:1: a second run begins here",
    ),
    "losses in an object on each line": (
        b'{"epoch": 0}\n{"train": {"loss": 3}, "val": {"loss": 4}}\n{"train": {"loss": 1}}\n',
        'log:2: the losses stand one level deeper, in "train" and "val"; write them into the entries themselves',
    ),
    "losses in an object in each entry": (
        b'{"log": [{"train": {"loss": 3}},\n {"train": {"loss": 1}}]}',
        'the losses stand one level deeper, in "train"',
    ),
    "deep JSON": (b"[" * 100_000, "nested too deeply"),
    "deep JSON beside the log": (b'{"deep": ' + b"[" * 100_000, "nested too deeply"),
    "a number of many digits": (b"[1, " + b"7" * 5000 + b"]", "log:1:5: a number has too many digits"),
}


@pytest.mark.parametrize(("data", "told"), WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("piece", [1 << 16, 5])
def test_it_is_told_in_one_line_what_is_wrong_and_where(data: bytes, told: str, piece: int) -> None:
    with pytest.raises(LogError) as error:
        log_of(data, piece=piece if len(data) < 1000 else 1 << 16)
    line = str(error.value)
    assert told in line
    assert line.startswith("log:")
    assert "\n" not in line
    assert len(line) < 400


def test_a_place_far_down_is_told() -> None:
    rows = "".join(f"{step},{1 / (step + 1)}\n" for step in range(20_000))
    with pytest.raises(LogError, match="log:20002:7: "):
        log_of(f"step,loss\n{rows}20000,oops\n")
    numbers = ",\n".join(map(str, range(20_000)))
    with pytest.raises(LogError, match="log:20001:1: this is not JSON"):
        log_of(f"[{numbers},\noops]")


def test_names_and_values_from_a_log_cannot_act_on_the_terminal() -> None:
    evil = "\x1b]0;owned\x07\x1b[31mlo\u202ess_x"
    for text in (
        f"{evil},x\n1,2\n3,4\n",
        f"loss\n1\n{evil}\n",
        f'{{"{evil}": [1]}}'.replace("\x1b", "\\u001b").replace("\x07", ""),
    ):
        with pytest.raises(LogError) as error:
            log_of(text)
        assert str(error.value).isprintable()


def test_long_names_are_cut() -> None:
    with pytest.raises(LogError) as error:
        log_of(",".join(f"{'x' * 5000}{index}" for index in range(100)) + "\n1\n")
    assert len(str(error.value)) < 2000


def test_a_named_column_that_is_not_there_offers_the_nearest() -> None:
    with pytest.raises(LogError, match='there is no column "objectiv"; did you mean "objective"'):
        log_of("step,objective\n0,1\n1,2\n", column="objectiv")
    with pytest.raises(LogError, match='there is no column "objectiv"; did you mean "objective"'):
        log_of('{"objective": [1, 2]}', column="objectiv")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="there is no such file"):
        read_log(str(tmp_path / "nowhere.csv"))
    with pytest.raises(LogError, match="cannot be read"):
        read_log("nul\0byte")
    with pytest.raises(LogError, match="cannot be read: file name too long"):
        read_log("x" * 5000)


def test_a_folder_offers_the_log_in_it(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="this is a folder, not a log; give one file in it, a CSV, JSON or"):
        read_log(str(tmp_path))
    (tmp_path / "a.csv").touch()
    (tmp_path / "metrics.csv").touch()
    with pytest.raises(LogError, match=r"give one file in it, such as .*metrics\.csv"):
        read_log(str(tmp_path))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_one_may_not_read_is_told(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("loss\n1\n2\n")
    log.chmod(0)
    with pytest.raises(LogError, match="permission denied"):
        read_log(str(log))
