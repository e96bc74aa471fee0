"""The state of a labelling session: answers in, records out; it knows nothing of terminals."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from rumor.experiments.annotate.items import Item
from rumor.experiments.annotate.spans import crossing, inside_word, occurrences, pieces
from rumor.experiments.corpus.records import LEVELS, Level, Span

Record: TypeAlias = dict[str, Any]


class Step(enum.Enum):
    """What a session waits for."""

    LEVEL = "level"
    CUES = "cues"
    SOURCES = "sources"
    WHICH = "which"
    END = "end"
    QUIT = "quit"

    @property
    def one_key(self) -> bool:
        """Whether the answer is one key rather than a line."""
        return self in (Step.LEVEL, Step.END)


class Store(Protocol):
    """Where records are kept."""

    def append(self, record: Record) -> None:
        """Keep one more record, for good."""

    def drop_last(self) -> None:
        """Remove the record that was kept last."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell the annotator: a message by its name, and what it is about."""

    name: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Draft:
    """What is decided so far about the sentence at hand."""

    level: Level | None = None
    cues: tuple[Span, ...] = ()
    sources: tuple[Span, ...] = ()
    deleted: bool = False


class Session:
    """Labels items one after another.

    Parameters
    ----------
    pending : sequence of Item
        Still to be labelled, in order.
    store : Store
    make_record : callable
        From an item and a draft to the record to keep.
    labelled : sequence of Item
        What `store` ends with, from earlier sessions, oldest first: `undo` reaches back to them.
    total : int, optional
        How many items there are in all; the pending ones and `labelled` when left out.

    Attributes
    ----------
    step : Step
        What it waits for.
    notice : Notice or None
        What the last answer led to, if that has to be said.
    draft : Draft
        About the item at hand.
    choices : list of (int, int)
        The places to choose from at `Step.WHICH`.
    """

    def __init__(
        self,
        pending: Sequence[Item],
        store: Store,
        make_record: Callable[[Item, Draft], Record],
        *,
        labelled: Sequence[Item] = (),
        total: int | None = None,
    ) -> None:
        self._pending = list(pending)
        self._store = store
        self._make_record = make_record
        self._history = [(item, True) for item in labelled]
        self._kept_before = len(labelled)
        self.total = len(pending) + len(labelled) if total is None else total
        self.notice: Notice | None = None
        self.choices: list[Span] = []
        self._parts: list[str] = []  # typed and still to be found in the sentence
        self._spans: list[Span] = []  # found
        self._begin()

    @property
    def item(self) -> Item | None:
        """The sentence at hand; None when all are done."""
        return self._pending[0] if self._pending else None

    @property
    def number(self) -> int:
        """The place of the sentence at hand among all, from 1."""
        return min(self.total - len(self._pending) + 1, self.total)

    @property
    def kept(self) -> int:
        """How many records this session added; below zero if it took older ones back."""
        return sum(recorded for _, recorded in self._history) - self._kept_before

    @property
    def skipped(self) -> int:
        """How many items were passed over."""
        return sum(not recorded for _, recorded in self._history)

    def answer(self, typed: str) -> None:
        """Take one answer: a key or a line, as `step` says.

        Parameters
        ----------
        typed : str
            Without the line break. ``u``, ``s``, ``d`` and ``q`` mean the same at every step.
        """
        self.notice = None
        typed = typed.strip()
        command = _COMMANDS.get(typed.casefold())
        if command is not None and not (self.step is Step.END and command in (_SKIP, _DELETED)):
            command(self)
        elif self.step is Step.LEVEL:
            self._take_level(typed)
        elif self.step in (Step.CUES, Step.SOURCES):
            self._parts = pieces(typed)
            self._spans = []
            self._place()
        elif self.step is Step.WHICH:
            self._take_choice(typed)
        elif typed:
            self._tell("unknown", answer=typed)

    def undo(self) -> None:
        """Go back: to the level of this sentence if it has one, else to the sentence before."""
        if self.step not in (Step.LEVEL, Step.END):
            self._begin()
            self._tell("again")
        elif not self._history:
            self._tell("nothing")
        else:
            item, recorded = self._history[-1]
            if recorded:
                self._store.drop_last()
            self._history.pop()
            self._pending.insert(0, item)
            self._begin()
            self._tell("undone")

    def skip(self) -> None:
        """Leave this sentence for another session."""
        self._history.append((self._pending.pop(0), False))
        self._begin()

    def toggle_deleted(self) -> None:
        """Say that the post or report behind the claim is gone, or take that back."""
        self.draft.deleted = not self.draft.deleted

    def quit(self) -> None:
        """End; what is not decided stays undecided."""
        self.step = Step.QUIT

    def _begin(self) -> None:
        self.draft = Draft()
        self.step = Step.LEVEL if self._pending else Step.END
        self._asking = self.step
        self._parts, self._spans, self.choices = [], [], []

    def _take_level(self, typed: str) -> None:
        level = typed.upper()
        if level not in LEVELS:
            if typed:
                self._tell("unknown", answer=typed)
            return
        self.draft.level = level
        if level == "N":
            left_out = self.draft.deleted
            self.draft.deleted = False
            self._keep()
            if left_out:
                self._tell("undeleted")
        else:
            self._ask(Step.CUES if level in ("2", "3") else Step.SOURCES)

    def _ask(self, step: Step) -> None:
        self.step = self._asking = step

    def _place(self) -> None:
        """Find the typed words; stop at those that stand in the sentence more than once."""
        text = self._pending[0].text
        while self._parts:
            words = self._parts[0]
            found = occurrences(words, text)
            if not found:
                self._retype("inside" if inside_word(words, text) else "absent", words=words)
                return
            if len(found) > 1:
                self.choices = found
                self.step = Step.WHICH
                return
            self._spans += found
            self._parts.pop(0)
        spans = tuple(sorted(set(self._spans)))
        if crossed := crossing(spans):
            first, second = (text[start:end] for start, end in crossed)
            self._retype("cross", first=first, second=second)
        elif self._asking is Step.CUES:
            self.draft.cues = spans
            self._ask(Step.SOURCES)
        else:
            self.draft.sources = spans
            self._keep()

    def _take_choice(self, typed: str) -> None:
        if not typed:
            self._ask(self._asking)
            return
        numbers = typed.replace(",", " ").split()
        if not all(
            n.isascii() and n.isdigit() and 1 <= int(n) <= len(self.choices) for n in numbers
        ):
            self._tell("number", count=len(self.choices))
            return
        self._spans += [self.choices[int(n) - 1] for n in numbers]
        self._parts.pop(0)
        self.step = self._asking
        self._place()

    def _retype(self, name: str, **values: object) -> None:
        self._ask(self._asking)
        self._tell(name, **values)

    def _keep(self) -> None:
        item = self._pending[0]
        self._store.append(self._make_record(item, self.draft))
        self._history.append((self._pending.pop(0), True))
        self._begin()

    def _tell(self, name: str, **values: object) -> None:
        self.notice = Notice(name, values)


_SKIP, _DELETED = Session.skip, Session.toggle_deleted
_COMMANDS: dict[str, Callable[[Session], None]] = {
    "u": Session.undo,
    "s": _SKIP,
    "d": _DELETED,
    "q": Session.quit,
}
