"""A phrase as a row of tokens, and the place reached in it."""

import unicodedata
from collections.abc import Sequence
from typing import NoReturn, TypeVar

from tracker.languages import gettext as _
from tracker.values.interval import ValueProblem, shown
from tracker.values.phrase_words import Token, composed, tokens

Way = TypeVar("Way")
FORMS = "4 May 2026, May 2026, Q3 2026, by May 2026, 2026-05"


class Fork(ValueProblem):
    """A place from where a text can be read on in several `ways`, with the sentence that names them."""

    def __init__(self, problem: str, ways: int) -> None:
        super().__init__(problem)
        self.ways = ways


class Cursor:
    """A text read from left to right, never further back than a method began.

    `turns` says which way to take at each fork that is met, the first for the first; a `Fork` stops where they end.
    """

    def __init__(self, text: str, turns: Sequence[int] = ()) -> None:
        self.turns = list(turns)
        self.text = composed(text).rstrip(".")
        # As `text`, with its dashes as they were: only a short one may stand within a date.
        self.typed = text if text.isascii() else unicodedata.normalize("NFC", text)
        self.tokens = tokens(self.text)
        self.at = 0

    def take(self, *kinds: str) -> Token | None:
        """The next token, if it is of one of these kinds."""
        token = self.tokens[self.at]
        if token.kind not in kinds:
            return None
        self.at += 1
        return token

    def choose(self, problem: str, ways: Sequence[Way]) -> Way:
        """The way that was chosen for here; where none was, `problem` names them all."""
        if not self.turns:
            raise Fork(problem, len(ways))
        return ways[self.turns.pop(0)]

    def next_is(self, *kinds: str, after: int = 0) -> bool:
        """Whether the token so many `after` the next one is of one of these kinds."""
        return self.tokens[min(self.at + after, len(self.tokens) - 1)].kind in kinds

    def written(self, token: Token) -> str:
        """A token as it was typed."""
        return self.text[token.start : token.end]

    def glued(self) -> bool:
        """Whether a short dash follows that touches what stands before and behind it: 2026-Q3, and no range."""
        if not self.next_is("dash") or not self.at:
            return False
        before, dash, behind = self.tokens[self.at - 1 : self.at + 2]
        return before.end == dash.start == behind.start - 1 and self.typed[dash.start] in "-\u2010\u2011"

    def not_understood(self) -> NoReturn:
        """Refuse what is left, as it was typed: the words that are in no vocabulary, or all of it."""
        first = last = self.at
        while self.tokens[last].kind == "unknown":
            last += 1
        end = self.tokens[last - 1].end if last > first else len(self.text)
        said = {"rest": shown(self.text[self.tokens[first].start : end]), "text": shown(self.text), "forms": FORMS}
        if not said["rest"]:
            raise ValueProblem(_("“%(text)s” lacks a date: write one like %(forms)s.", **said))
        if said["rest"] == said["text"]:
            raise ValueProblem(_("“%(text)s” is not a date: write one like %(forms)s.", **said))
        raise ValueProblem(_("“%(rest)s” is not understood in “%(text)s”: write a date like %(forms)s.", **said))

    def marks(self) -> set[str]:
        """Skip what says nothing, and tell whether "about" or "perhaps" was among it."""
        found = set()
        while token := self.take("filler", "about", "perhaps"):
            found.add(token.kind)
        return found

    def fillers(self, *, joining: bool = False) -> None:
        """Skip what says nothing; `joining`, only what may stand before a year."""
        while self.next_is("filler") and (not joining or self.tokens[self.at].value >= 2):
            self.at += 1
