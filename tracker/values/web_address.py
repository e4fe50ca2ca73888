"""Web addresses: as they were typed, and as they are compared to find the same page twice."""

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address
from typing import Self, final
from urllib.parse import SplitResult, quote, urlsplit

from tracker.languages import gettext as _
from tracker.values.interval import ValueProblem, shown

LONGEST = 2_000

# What newsletters and social networks add to an address to follow a reader: it never changes the page.
TRACKING = re.compile(r"(?:utm_[^=]*|fbclid|gclid|mc_cid|mc_eid|igshid|ref_src)(?:=|$)", re.IGNORECASE)

_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_BRACKETED = re.compile(r"\[[0-9A-Fa-f:.]+\](?::[0-9]*)?")
_UNRESERVED = r"A-Za-z0-9._~\-"
_ESCAPE_OR_FOREIGN = re.compile(rf"%([0-9A-Fa-f]{{2}})|[^{_UNRESERVED}!$&'()*+,;=:@/?]")


@final
@dataclass(frozen=True, slots=True)
class WebAddress:
    """An address as typed, and the `key` that is equal for addresses of one page. Made by `parse`, which checks it.

    The key is itself an address, always https, but it is for comparing: a site may not answer there, so link to `text`.
    """

    text: str
    key: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an http or https address, with white space around it forgiven; else a `ValueProblem` says why not."""
        return _parsed(text.strip())

    def __str__(self) -> str:
        return self.text


@lru_cache(maxsize=4_096)
def _parsed(text: str) -> WebAddress:
    if len(text) > LONGEST:
        raise ValueProblem(_too_long(text))
    if not text.isprintable() or " " in text:
        raise ValueProblem(_("“%(text)s” holds a space or an invisible character: remove it.", text=shown(text)))
    parts = _split(text)
    if parts.scheme not in ("http", "https"):
        raise ValueProblem(_("“%(text)s” is not a web address: it begins with https:// or http://.", text=shown(text)))
    if "@" in parts.netloc:
        raise ValueProblem(_("“%(text)s” holds a user name or password: leave it out.", text=shown(text)))
    key = f"https://{_host(text, parts)}{_port(text, parts)}{_path(parts.path)}{_query(parts.query)}"
    # The escapes of a foreign alphabet are longer than its letters.
    if len(key) > LONGEST:
        raise ValueProblem(_too_long(text))
    return WebAddress(text, key)


def _split(text: str) -> SplitResult:
    try:
        return urlsplit(text)
    except ValueError as error:
        raise ValueProblem(_bad_host(text)) from error


def _host(text: str, parts: SplitResult) -> str:
    """The host in ASCII, without its leading `www.`; an IPv6 address in its shortest form."""
    host = parts.hostname or ""
    try:
        if _BRACKETED.fullmatch(parts.netloc):
            return f"[{IPv6Address(host).compressed}]"
        host = host.encode("idna").decode("ascii").lower().removesuffix(".")
    except ValueError as error:
        raise ValueProblem(_bad_host(text)) from error
    if "[" in parts.netloc or not _HOST.fullmatch(host):
        raise ValueProblem(_bad_host(text))
    while host.startswith("www.") and "." in host.removeprefix("www."):
        host = host.removeprefix("www.")
    return host


def _port(text: str, parts: SplitResult) -> str:
    """The port unless it is the default of either scheme: http and https are one here."""
    try:
        return "" if parts.port in (None, 80, 443) else f":{parts.port}"
    except ValueError as error:
        raise ValueProblem(_("“%(text)s” has a port that is not a number up to 65535.", text=shown(text))) from error


def _path(path: str) -> str:
    path = _encoded(path).rstrip("/")
    while path.endswith("/amp"):
        path = path.removesuffix("/amp").rstrip("/")
    return path


def _query(query: str) -> str:
    kept = [pair for pair in _encoded(query).split("&") if pair and not TRACKING.match(pair)]
    return "?" + "&".join(kept) if kept else ""


def _encoded(text: str) -> str:
    """`text` with one way of escaping: what needs no escape has none, and hexadecimal digits are capitals."""
    return _ESCAPE_OR_FOREIGN.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    if match[1] is None:
        return quote(match[0], safe="")
    character = chr(int(match[1], 16))
    return character if re.fullmatch(f"[{_UNRESERVED}]", character) else f"%{match[1].upper()}"


def _bad_host(text: str) -> str:
    return _("“%(text)s” does not name a site, such as example.com.", text=shown(text))


def _too_long(text: str) -> str:
    return _("“%(text)s” is longer than %(longest)s characters.", text=shown(text), longest=LONGEST)
