"""The words a person reads, in the language they read.

Every text is written in English where it is used, marked with `_` (said now) or `lazy` (said when shown), and looked up
in `translations/<language>/LC_MESSAGES/messages.po`. A missing translation shows the English.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Any

from babel.support import LazyProxy

LANGUAGES = {"en": "English", "fr": "Français"}
DEFAULT = "en"
CATALOGUES = Path(__file__).parent / "translations"

_current: ContextVar[str] = ContextVar("language", default=DEFAULT)


def current() -> str:
    """The language of this request or command: a key of `LANGUAGES`."""
    return _current.get()


@contextmanager
def use(language: str) -> Iterator[None]:
    """Speak `language` inside the block."""
    token = _current.set(language if language in LANGUAGES else DEFAULT)
    try:
        yield
    finally:
        _current.reset(token)


@cache
def _translations(language: str) -> NullTranslations:
    """The messages of a language, compiled in memory so that the repository holds only the readable `.po`."""
    # English needs no catalogue, and most commands speak nothing else.
    from babel.messages import mofile, pofile  # noqa: PLC0415 (costs 30 ms)

    path = CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as file:
        mofile.write_mo(compiled, pofile.read_po(file, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def gettext(message: str, **values: object) -> str:
    """`message` in the current language, with `%(name)s` filled in from `values`."""
    said = _translations(current()).gettext(message)
    return said % values if values else said


def ngettext(one: str, many: str, n: int, **values: object) -> str:
    """The singular or plural of a message, as the current language forms it, with `%(n)s` filled in."""
    return _translations(current()).ngettext(one, many, n) % {"n": number(n), **values}


def number(count: Any) -> str:
    """A number with the separators of the current language."""
    if isinstance(count, int) and abs(count) < 1000:
        return str(count)
    from babel.numbers import format_decimal  # noqa: PLC0415 (costs 30 ms)

    return format_decimal(count, locale=current(), decimal_quantization=False)


def lazy(message: str) -> str:
    """`message`, translated each time it is shown: for texts written at import."""
    # LazyProxy behaves as the string it stands for; saying so keeps every annotation simple.
    return LazyProxy(gettext, message, enable_cache=False)  # type: ignore[return-value]


_ = gettext

# What stands between a label and its value, and between the parts of a series: French writes a space before either.
COLON = lazy(": ")
SEMICOLON = lazy("; ")

# What every template finds, of a page or of a mail.
IN_TEMPLATES = {"_": gettext, "ngettext": ngettext, "colon": COLON, "semicolon": SEMICOLON}
