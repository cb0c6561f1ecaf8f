"""Takes JSON apart as it comes, without ever holding more than a piece of it.

The standard library decodes values; where a list is long, it is handed many items at a time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from tutor.errors import LogError, Place
from tutor.training_log.columns import shown
from tutor.training_log.source import Source

LONGEST_VALUE = 1_000_000
"""Characters of one item; a longer one is no entry of a log."""
DEEPEST = 50
_MOST_KEYS = 200
"""How many keys of what is passed over are kept."""
_FEW = 256
"""Items decoded one by one before many are tried again."""

_GOES_ON = re.compile(r"[\d.eE+-]*\Z")
"""What is left of a piece where a number may be cut in two by its end."""

_decode = json.JSONDecoder().raw_decode


class JsonText:
    """A cursor in JSON text. Whoever is given an array or an object reads all of it before anything else."""

    def __init__(self, pieces: Iterator[str], source: Source) -> None:
        self._pieces = pieces
        self._source = source
        self._text = ""
        self._at = 0
        self._line, self._column = 1, 1
        """Of the first character in `_text`."""

    def error(self, what: str, to_do: str = "", at: int | None = None) -> LogError:
        """An error that points here, or to position `at` of the piece at hand."""
        return LogError(what, to_do=to_do, where=self.place(at))

    def place(self, at: int | None = None) -> Place:
        """Line and column here, or at position `at` of the piece at hand."""
        end = self._at if at is None else min(at, len(self._text))
        line = self._line + self._text.count("\n", 0, end)
        newline = self._text.rfind("\n", 0, end)
        column = end - newline if newline >= 0 else self._column + end
        return self._source.place(line, column)

    def peek(self) -> str:
        """The next sign that is not white space; "" at the end."""
        while True:
            text, at = self._text, self._at
            while at < len(text) and text[at] in " \t\n\r":
                at += 1
            self._at = at
            if at < len(text):
                return text[at]
            if not self._more():
                return ""

    def value(self) -> object:
        """The next value, whole.

        Raises:
            LogError: this is not JSON, or too large or too deep for an entry of a log.
        """
        self.peek()
        while True:
            try:
                found, end = _decode(self._text, self._at)
            except RecursionError:
                raise self.error("the JSON is nested too deeply") from None
            except json.JSONDecodeError as error:
                if len(self._text) - self._at > LONGEST_VALUE:
                    raise self.error("a value is too long for an entry of a log") from None
                if self._more():
                    continue
                raise self._wrong(error.pos) from None
            except ValueError:  # a whole number of thousands of digits
                raise self.error("a number has too many digits") from None
            if _GOES_ON.match(self._text, end) and self._more():
                continue
            self._at = end
            return found

    def members(self) -> Iterator[str]:
        """The keys of the object that begins here; the value of each is to be read before the next is asked for."""
        self._at += 1
        if self._closes("}"):
            return
        while True:
            if self.peek() != '"':
                raise self._wrong(self._at)
            key = self.value()
            self._expect(":")
            yield str(key)
            if self._closes("}"):
                return
            self._expect(",")

    def items(self) -> Iterator[list[object]]:
        """The items of the array that begins here, many at a time."""
        self._at += 1
        if self._closes("]"):
            return
        while True:
            many, patience = self._many()
            if many:
                yield many
                continue
            singly: list[object] = []
            for _ in range(patience):
                singly.append(self.value())
                if self._closes("]"):
                    yield singly
                    return
                self._expect(",")
            yield singly

    def skip(self, depth: int = 0, keys: set[str] | None = None, *, listed: bool = False) -> None:
        """Passes over a value of any length; some of the keys inside it under which there is more than one number are
        put into `keys`: those of a list, and those of numbers in a list of objects. One number alone is a summary or a
        setting."""
        sign = self.peek()
        if sign == "{" and depth < DEEPEST:
            for key in self.members():
                sign = self.peek()
                if sign == "[" or (listed and sign not in '"{'):
                    _keep_key(key, keys)
                self.skip(depth + 1, keys, listed=listed)
        elif sign == "[" and depth < DEEPEST:
            self._at += 1
            if not self._closes("]"):
                self._skip_items(depth, keys)
        else:
            self.value()

    def _skip_items(self, depth: int, keys: set[str] | None) -> None:
        while True:
            if many := self._many()[0]:
                for key, value in many[0].items() if isinstance(many[0], dict) else ():
                    if not isinstance(value, str | dict):
                        _keep_key(key, keys)
                continue
            self.skip(depth + 1, keys, listed=True)
            if self._closes("]"):
                return
            self._expect(",")

    def _many(self) -> tuple[list[object], int]:
        """Items up to the last comma at hand, in one go; or none, and how many to take one by one instead."""
        sign = self.peek()
        if sign in "{[":
            end = self._text.rfind("}," if sign == "{" else "],", self._at) + 1
        else:
            closing = self._text.find("]", self._at)
            end = self._text.rfind(",", self._at, closing if closing >= 0 else None)
        if end <= self._at:
            return [], 1
        try:
            found: list[object] = json.loads(f"[{self._text[self._at : end]}]")
        except (ValueError, RecursionError):
            return [], _FEW
        self._at = end + 1
        return found, 0

    def _closes(self, sign: str) -> bool:
        if self.peek() != sign:
            return False
        self._at += 1
        return True

    def _expect(self, sign: str) -> None:
        if self.peek() != sign:
            raise self._wrong(self._at)
        self._at += 1

    def _wrong(self, at: int) -> LogError:
        if at >= len(self._text) or (self._text[at] == '"' and '"' not in self._text[at + 1 :]):
            return self.error("the JSON ends too early", at=len(self._text))
        return self.error(f'this is not JSON: "{shown(self._text[at : at + 20])}" is not expected here', at=at)

    def _more(self) -> bool:
        """Fetches the next piece and forgets what has been read."""
        piece = next(self._pieces, "")
        if not piece:
            return False
        read = self._text[: self._at]
        newline = read.rfind("\n")
        self._line += read.count("\n")
        self._column = len(read) - newline if newline >= 0 else self._column + len(read)
        self._text = self._text[self._at :] + piece
        self._at = 0
        return True


def _keep_key(key: str, keys: set[str] | None) -> None:
    if keys is not None and len(keys) < _MOST_KEYS:
        keys.add(key)
