"""Handing mail over: to an SMTP server, or into a folder where none is set."""

import os
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

# How many seconds a mail server may take for one answer.
TIMEOUT = 30.0


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
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=self.timeout, context=context)
        else:
            server = smtplib.SMTP(host, parts.port or 25, timeout=self.timeout)
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
