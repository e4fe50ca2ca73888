"""Handing mail over: to an SMTP server, or into a folder where none is set."""

import os
import smtplib
import socket
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

# How many seconds a mail server may take for one message, from the greeting to its last answer, and how many bytes.
TIMEOUT = 60.0
MOST_ANSWERED = 64 * 1024


class NotDelivered(Exception):
    """A message that was not taken over, with a sentence. `for_good`: trying again would not help."""

    def __init__(self, why: str, *, for_good: bool = False) -> None:
        super().__init__(why)
        self.for_good = for_good


class Mailer(Protocol):
    """Whatever takes messages over."""

    def send(self, message: EmailMessage) -> None:
        """Take one message over, whole. Raises `NotDelivered`."""


@dataclass(frozen=True)
class Outbox:
    """A folder of messages, one file each, named by its Message-ID: the same message twice is one file."""

    folder: Path

    def send(self, message: EmailMessage) -> None:
        """Write the message where nobody sees half of it. Raises `NotDelivered`."""
        name = "".join(letter if letter.isalnum() or letter in "@.-" else "-" for letter in message["Message-ID"])
        final = self.folder / f"{name.strip('-')}.eml"
        partial = final.with_name(f".{final.name}.{os.getpid()}")
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with partial.open("wb") as file:
                file.write(message.as_bytes(policy=SMTP))
                file.flush()
                os.fsync(file.fileno())
            partial.replace(final)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise NotDelivered(f"{final}: {error.strerror}.") from error


class Answers:
    """What a server says, read like a file; no longer than `ends` (of the monotonic clock), however slow it drips."""

    def __init__(self, connection: socket.socket, ends: float) -> None:
        self.connection, self.ends = connection, ends
        self.unread, self.taken = b"", 0

    def readline(self, limit: int) -> bytes:
        """The next line, or the first `limit` bytes of it; nothing at the end. Raises `OSError`."""
        while b"\n" not in self.unread and len(self.unread) < limit and (part := self._more()):
            self.unread += part
        end = self.unread.find(b"\n") + 1 or len(self.unread)
        line, self.unread = self.unread[: min(end, limit)], self.unread[min(end, limit) :]
        return line

    def _more(self) -> bytes:
        left = self.ends - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self.connection.settimeout(left)
        part = self.connection.recv(4096)
        self.taken += len(part)
        if self.taken > MOST_ANSWERED:
            raise OSError("it does not stop talking")
        return part

    def close(self) -> None:
        """Nothing is held but the connection, which is closed by whoever opened it."""


class Impatient(smtplib.SMTP):
    """A connection that hears a server out for so many seconds in all; the library's would do so for each byte."""

    def __init__(self, host: str, port: int, timeout: float, **options: Any) -> None:
        self.ends = time.monotonic() + timeout
        super().__init__(host, port, timeout=timeout, **options)

    def getreply(self) -> tuple[int, bytes]:
        """The next answer of the server."""
        if self.file is None and self.sock is not None:
            self.file: Any = Answers(self.sock, self.ends)
        return super().getreply()


class ImpatientTls(Impatient, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""


@dataclass(frozen=True)
class Smtp:
    """An SMTP server: `smtp://` with STARTTLS where the server offers it, `smtps://` encrypted from the first byte."""

    url: str
    timeout: float = TIMEOUT

    def send(self, message: EmailMessage) -> None:
        """Hand the message over in a connection of its own. Raises `NotDelivered`."""
        try:
            server = self._connected()
            try:
                # One recipient a message: one that is refused is raised, and none is returned.
                server.send_message(message)
                # The message is delivered by now, whatever the server says to our leave.
                with suppress(smtplib.SMTPException, OSError):
                    server.quit()
            finally:
                server.close()
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise NotDelivered(_answer(code, said), for_good=_is_for_good(code)) from error
        except smtplib.SMTPResponseException as error:
            # Only an answer to the data is about this message; the others can be mended where the server is.
            for_good = isinstance(error, smtplib.SMTPDataError) and _is_for_good(error.smtp_code)
            raise NotDelivered(_answer(error.smtp_code, error.smtp_error), for_good=for_good) from error
        except (smtplib.SMTPException, OSError) as error:
            raise NotDelivered(f"{urlsplit(self.url).hostname}: {error or type(error).__name__}.") from error

    def _connected(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host, context = parts.hostname or "", ssl.create_default_context()
        if parts.scheme == "smtps":
            server: smtplib.SMTP = ImpatientTls(host, parts.port or 465, self.timeout, context=context)
        else:
            server = Impatient(host, parts.port or 25, self.timeout)
        try:
            server.ehlo()
            encrypted = parts.scheme == "smtps"
            if not encrypted and server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
                encrypted = True
            if parts.username:
                _refuse_in_clear(host, encrypted)
                server.login(unquote(parts.username), unquote(parts.password or ""))
        except BaseException:
            server.close()
            raise
        return server


def _refuse_in_clear(host: str, encrypted: bool) -> None:
    """Refuse to send a password where anybody on the way can read it."""
    if not encrypted and host not in ("localhost", "127.0.0.1", "::1"):
        raise NotDelivered(f"{host} offers no encryption, so the password is not sent to it; use smtps://.")


def _is_for_good(code: int) -> bool:
    """Whether a refusal is the last word; a server that asks who we are (RFC 4954) may be told one day."""
    return code >= 500 and code not in (530, 534, 535, 538)


def _answer(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"The mail server answered {code}: {' '.join(text.split())[:300]}"
