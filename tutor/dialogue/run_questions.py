"""Reads a question about a run: what it wants to know, and what it presumes. Slips of the keyboard are forgiven."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Literal

from tutor.dialogue.numbers import NumberRead, read_number
from tutor.frozen import dataclass

Topic = Literal["happened", "event", "too high", "too low", "right rate", "steps", "how far", "next"]
Happening = Literal["bounce", "explode", "rise", "overshoot", "stall", "stop", "converge"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about a run."""

    topic: Topic
    event: Happening = "converge"
    """If the topic is an event: which one the question is about."""
    denied: bool = False
    """It asks why that did not happen."""
    why: bool = True
    """It asks why or how, and so takes for granted that it did (or did not)."""
    rates: tuple[float, ...] = ()
    """The numbers in the question: rates of the runs that it is about."""
    of_it: bool = False
    """It speaks of "it": the run just seen."""

    @property
    def needs_verdict(self) -> bool:
        """Whether the answer rests on a verdict, and not on what the figures show."""
        if self.topic == "event":
            return self.event in ("overshoot", "stall", "converge")
        return self.topic not in ("happened", "how far")


_EVENTS: dict[Happening, str] = {
    "bounce": "bounce bounces bounced bouncing zigzag zigzags zigzagged zigzagging oscillate oscillates oscillated "
    "oscillating swing swings swung swinging shake shakes shook shaking jump jumps jumped jumping wobble wobbled "
    "wobbling cross crosses crossed crossing",
    "explode": "explode explodes exploded exploding explosion diverge diverges diverged diverging blew blow blown "
    "overflow overflowed infinite infinity inf nan",
    "rise": "grow grows grew growing climb climbs climbed climbing rise rises rose rising increase increased "
    "increasing worse",
    "overshoot": "overshoot overshoots overshot overshooting",
    "stall": "stall stalls stalled stalling stuck crawl crawls crawled crawling slow slowly freeze froze frozen creep "
    "crept",
    "stop": "stop stops stopped stopping quit halt halted",
    "converge": "converge converges converged converging arrive arrives arrived arriving settle settles settled "
    "settling reach reaches reached reaching finish finished work worked succeed succeeded",
}
_EVENT_OF = {word: event for event, words in _EVENTS.items() for word in words.split()}
_OTHER_WORDS = """
why how what which when where was were is are did does do has have not never too high large big long fast low small
little short far close near much many steps step need needed take took rate good right best okay happened wrong left
final last loss end ended land landed should could next try better explain about with from that this then than still
will would there here some your mine after before start started most more less only even just momentum gradient slope
stride fall falls fell move moves moved walk walked turn turned change changed come came goes gone show shows shown
didnt doesnt wasnt isnt hasnt wont cant
"""
_KNOWN = tuple(dict.fromkeys((*_EVENT_OF, *_OTHER_WORDS.split())))

_LEAD = re.compile(
    r"^(?:(?:so|and|but|ok|okay|well|hm+|please|hey|tutor|explain|tell me|can you (?:explain|tell me|say)|"
    r"do you know|i wonder|i don't (?:see|understand|get|know))\b[\s,:]*)+"
)
_RUN_MEANT = re.compile(r"\b(?:it|its|it's|this|that|they|the|my|your|our|i|we|w)\b")
_OF_WORDS = re.compile(r"^(?:what(?:'s| is| are| does| do)|whats|who|where is|define|describe|difference|meaning)\b")
_NOT = re.compile(r"\b(?:not|never|no|\w+n't|(?:did|does|was|is|do|has|wo|ca)nt)\b")
_NUMBER = re.compile(r"[−+-]?(?:\d+(?:[.,]\d+)?|[.,]\d+)(?:e[−+-]?\d+)?(?:/\d+)?")
_WHY = frozenset({"wy", "whi", "wyh", "hwy"})

_TOO_HIGH = re.compile(r"\btoo (?:high|large|big|long|fast|much)\b")
_TOO_LOW = re.compile(r"\btoo (?:low|small|little|short|slow|slowly|careful)\b")
_RIGHT_RATE = re.compile(
    r"^(?:was|is|were)\b.*\b(?:good|right|best|okay|ok|fine|well)\b|^how (?:good|well) (?:was|is|did)\b"
)
_STEPS = re.compile(r"\bhow (?:many steps|long did|fast did|quick|soon)|^when did\b|\bhow many (?:did|does)\b")
_FAR = re.compile(
    r"\bhow (?:far|close|near|much (?:is|was) left|low did)\b|\b(?:final|last) loss\b|^where did (?:it|w|i)\b|"
    r"\bwhere (?:it|w) (?:ended|landed)\b|\bloss (?:at the end|now)\b"
)
_HAPPENED = re.compile(r"^what (?:happened|went wrong|was wrong|was that|did (?:it|that|i) do)\b")
_NEXT = re.compile(
    r"^(?:what|which)(?: rate)? (?:should|could|shall|can|must) i\b|\bbetter rate\b|^what next$|"
    r"^which rate (?:is|would be) (?:better|good|best|right)\b"
)
_BARE_WHY = re.compile(r"^(?:why|how come)(?: not| (?:was|is|did|does) (?:it|that|this)(?: so| happen)?)?$")
_MEASURES = (
    r"(?:little|slow|slowly|far|much|high|low|many|few|long|short|fast|quick|quickly|bad|badly|good|well|small|big|large|"
    r"close|near|noisy|wild|smooth|flat|early|late|soon|stuck)"
)
_WHY_SO = re.compile(
    r"^(?:why|how come)(?: (?:was|is|did|does) (?:it|that|this))?(?: only)? (?:so|that|this|such|too)(?: an?)? "
    rf"{_MEASURES}"
    r"(?: (?:an? |of )?(?:steps?|epochs?|progress|loss|way|change|moves?|distance|time|off|away|up|down))*$|"
    r"^(?:why|how come) (?:not (?:(?:any|much) )?(?:further|farther|lower|deeper|closer|nearer|faster|sooner|better|"
    r"more|down|there|all the way)|only (?:that|this|so little))$|"
    rf"^{_MEASURES} why$"
)
"""`why so little?`, `why not further?`: what is so is the run that was just seen."""
_NOTHING_MORE = re.compile(r"^(?:it|that|this|that one)?$")
"""What is left of `explain`, `so?`, `tell me`."""
_ASKS = re.compile(r"(?:why|how|did|does|do|was|were|is|has|will|when|(?:did|does|was|is|has)n'?t)\b")
_ALWAYS: tuple[tuple[re.Pattern[str], Topic], ...] = (
    (_HAPPENED, "happened"),
    (_BARE_WHY, "happened"),
    (_WHY_SO, "happened"),
    (_NOTHING_MORE, "happened"),
    (_NEXT, "next"),
)
"""About the last run, whatever else the question says."""
_OF_A_RUN: tuple[tuple[re.Pattern[str], Topic], ...] = (
    (_TOO_HIGH, "too high"),
    (_TOO_LOW, "too low"),
    (_STEPS, "steps"),
    (_RIGHT_RATE, "right rate"),
)
"""About a run, if the question speaks of one."""


def read(question: str) -> Asked | None:
    """What a question wants to know of a run; None if it is about something else."""
    if not any(map(str.isalpha, question)):
        return None
    asked = _plain(question)
    event = _event(asked)
    topic = _topic(asked, event)
    if topic is None:
        return None
    rates = (number for text in _NUMBER.findall(asked) if isinstance(number := read_number(text), NumberRead))
    return Asked(
        topic,
        event or "converge",
        denied=_NOT.search(asked) is not None,
        why=asked.startswith(("why", "how")),
        rates=tuple(number.value for number in rates),
        of_it=re.search(r"\bit\b", asked) is not None,
    )


def _topic(asked: str, event: Happening | None) -> Topic | None:
    for pattern, topic in _ALWAYS:
        if pattern.search(asked):
            return topic
    if event is not None and re.fullmatch(r"(?:why|how come)(?: so| not| no)? [a-z]+", asked):
        return "event"  # why stalled? why no bouncing?
    meant = _RUN_MEANT.search(asked) is not None or _NUMBER.search(asked) is not None
    if _FAR.search(asked) and meant:
        return "how far"
    if _OF_WORDS.search(asked) or not meant:
        return None
    for pattern, topic in _OF_A_RUN:
        if pattern.search(asked):
            return topic
    return "event" if event is not None and _ASKS.match(asked) else None


def names_an_event(word: str) -> bool:
    """Whether a word, in small letters, says that something happened to a run."""
    return word in _EVENT_OF


def _event(asked: str) -> Happening | None:
    return next((_EVENT_OF[word] for word in re.findall(r"[a-z]+", asked) if word in _EVENT_OF), None)


def _plain(question: str) -> str:
    """In small letters, without what stands around the question, slips of the keyboard mended."""
    text = _LEAD.sub("", question.casefold().replace("’", "'").strip(" \"'`?!.\t"))
    return " ".join(_mended(word) for word in text.split())


def _mended(word: str) -> str:
    bare = word.strip(",;:?!.\"'()")
    if bare in _WHY:
        return "why"
    if len(bare) < 4 or not bare.isalpha() or bare in _KNOWN:
        return bare if bare.isalpha() else word
    if anagram := next((known for known in _KNOWN if sorted(known) == sorted(bare)), None):
        return anagram  # two letters changed places: hihg
    close = get_close_matches(bare, _KNOWN, n=1, cutoff=0.8)
    return close[0] if close else bare
