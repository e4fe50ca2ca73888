"""Settings: read once, checked, and handed down. No other module reads the environment."""

import os
import secrets
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE.parent
# A wheel has inside the package what stands beside it in the repository: pyproject.toml puts it there.
SHIPPED = PACKAGE / "_shipped" if (PACKAGE / "_shipped").is_dir() else ROOT
TEMPLATES = SHIPPED / "templates"
MIGRATIONS = SHIPPED / "migrations"
SEEDS = SHIPPED / "seeds"

PREFIX = "TRACKER_"
# The tests' own switches share the prefix and are none of the application's business.
IGNORED = "TRACKER_TEST_"
# What SQLAlchemy and SQLite know of; anything else SQLAlchemy would only warn of.
SQLITE_PARAMETERS = ("cache", "immutable", "mode", "timeout", "uri")


class ConfigProblem(Exception):
    """A setting that cannot be used: the message names it, its value and what is allowed."""

    def __init__(self, name: str, value: object, allowed: str) -> None:
        super().__init__(f"{PREFIX}{name.upper()} is {str(value)!r}; allowed: {allowed}.")


@dataclass(frozen=True)
class Config:
    """What an installation decides. Every attribute is a setting `TRACKER_<NAME>`, or a key of instance/config.toml."""

    instance_path: Path
    database_url: str
    secret_key: str = field(repr=False)
    public_read: bool = True
    base_url: str = ""
    secure_cookies: bool = False
    smtp_url: str = field(default="", repr=False)
    mail_from: str = "tracker@localhost"
    correction_address: str = ""

    @classmethod
    def load(cls, environ: Mapping[str, str] = os.environ) -> "Config":
        """Read `instance/config.toml`, then the environment over it.

        Makes the instance folder and its secret key where they are missing. Raises `ConfigProblem`.
        """
        given = {
            name.removeprefix(PREFIX).lower(): value
            for name, value in environ.items()
            if name.startswith(PREFIX) and not name.startswith(IGNORED)
        }
        instance = _instance_folder(given.pop("instance_path", ""))
        settings = {**_file_settings(instance / "config.toml"), **given}
        _refuse_unknown(settings)
        return cls(
            instance_path=instance,
            database_url=_database_url(settings.get("database_url") or f"sqlite:///{instance / 'tracker.sqlite3'}"),
            secret_key=_secret_key(settings.get("secret_key"), instance),
            **{name: read(name, settings[name]) for name, read in READERS.items() if name in settings},
        )


def _instance_folder(given: str) -> Path:
    home = ROOT if ROOT == SHIPPED else Path.cwd()
    folder = Path(given) if given else home / "instance"
    try:
        # It will hold password hashes and the key that signs cookies.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigProblem("instance_path", folder, f"a folder that can be written to ({error.strerror})") from error
    if not os.access(folder, os.W_OK):
        raise ConfigProblem("instance_path", folder, "a folder that can be written to")
    return folder.resolve()


def _file_settings(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigProblem("instance_path", path, f"a readable TOML file ({error})") from error
    return {
        name: ("yes" if value else "no") if isinstance(value, bool) else str(value) for name, value in settings.items()
    }


def _refuse_unknown(settings: Mapping[str, str]) -> None:
    known = sorted(setting.name for setting in fields(Config))
    for name, value in settings.items():
        if name not in known:
            raise ConfigProblem(name, value, "one of the settings " + ", ".join(known))


def _database_url(url: str) -> str:
    # People are given PostgreSQL addresses without a driver; ours is psycopg 3.
    for short in ("postgresql://", "postgres://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    in_memory = url in ("sqlite:///", "sqlite:///:memory:")
    if in_memory or not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ConfigProblem(
            "database_url", url.rsplit("@", maxsplit=1)[-1], "sqlite:///PATH or postgresql://USER@HOST/NAME"
        )
    if url.startswith("sqlite:"):
        _refuse_unknown_parameters(url)
    return url


def _refuse_unknown_parameters(url: str) -> None:
    for name, _value in parse_qsl(url.partition("?")[2], keep_blank_values=True):
        if name not in SQLITE_PARAMETERS:
            raise ConfigProblem("database_url", url, f"after the question mark {', '.join(SQLITE_PARAMETERS)}")


def _secret_key(given: str | None, instance: Path) -> str:
    """The key that signs cookies: given, or made on the first run and kept where only the owner can read it."""
    if given is not None:
        if len(given) < 32:
            raise ConfigProblem("secret_key", "…" * bool(given), "32 characters or more, kept secret")
        return given
    path = instance / "secret_key"
    if not path.exists():
        _write_private(path, secrets.token_urlsafe(48))
    try:
        key = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigProblem("secret_key", f"the file {path}", f"a readable text file ({error})") from error
    if len(key) < 32:
        raise ConfigProblem(
            "secret_key", f"a short key in {path}", "32 characters or more; remove the file to renew it"
        )
    return key


def _write_private(path: Path, text: str) -> None:
    """Write a file for the owner's eyes; of two processes that start together one wins, and both read it whole."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        Path(draft).unlink()


def _flag(name: str, value: str) -> bool:
    words = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
    if value.lower() not in words:
        raise ConfigProblem(name, value, "yes or no")
    return words[value.lower()]


def _base_url(name: str, value: str) -> str:
    try:
        host = urlsplit(value).hostname
    except ValueError:
        host = None
    # It goes into the Message-IDs of mails, which are ASCII.
    if not (value.startswith(("http://", "https://")) and value.isascii() and host):
        raise ConfigProblem(name, value, "an address in ASCII characters that begins with http:// or https://")
    return value.rstrip("/")


def _smtp_url(name: str, value: str) -> str:
    """An address of a mail server. A wrong one is not shown whole: there may be a password in it."""
    allowed = "smtp://USER:PASSWORD@HOST:PORT or smtps://…, or nothing: mail then goes into the folder outbox"
    try:
        parts = urlsplit(value)
        wrong = value and (parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.port == 0)
        spelt = unquote(f"{parts.username}{parts.password}").isascii()
    except ValueError:
        wrong = True
    if wrong:
        raise ConfigProblem(name, value.rpartition("@")[-1], allowed)
    if not spelt:
        # So says the standard library's smtplib, but only when the first mail is sent.
        raise ConfigProblem(name, value.rpartition("@")[-1], "before it, a name and a password of ASCII characters")
    return value


def _correction_address(name: str, value: str) -> str:
    """Where readers report an error: a mail address, a page, or nowhere."""
    if value.startswith(("http://", "https://")) or not value:
        return value
    return _mail_address(name, value, ", or an address that begins with https://")


def _mail_address(name: str, value: str, or_else: str = "") -> str:
    mailbox, at, host = value.rpartition("@")
    if not (mailbox and at and host and value.isascii() and value.isprintable() and not set(value) & set(' ,:;<>"?&')):
        raise ConfigProblem(name, value, f"a mail address, such as tracker@example.org{or_else}")
    return value


# How the settings are read that need nothing but their own text. One that is not given has the default of `Config`.
READERS: dict[str, Callable[[str, str], Any]] = {
    "public_read": _flag,
    "base_url": _base_url,
    "secure_cookies": _flag,
    "smtp_url": _smtp_url,
    "mail_from": _mail_address,
    "correction_address": _correction_address,
}
