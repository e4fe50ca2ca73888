"""A real mail server that keeps what it is given, and can be told to be unwilling."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

# An answer after the data that is none.
HANGING_UP = "hanging up"


@dataclass
class Post:
    """What arrived, in order; `answers` are given to recipients instead of taking their mail."""

    messages: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    after_data: list[str] = field(default_factory=list)
    to_senders: str = ""
    farewell: str = "221 bye"
    url: str = ""
    encrypted: list[bool] = field(default_factory=list)

    async def handle_MAIL(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        envelope.mail_from = None if self.to_senders else address
        return self.to_senders or "250 OK"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.encrypted.append(session.ssl is not None or server.transport.get_extra_info("sslcontext") is not None)
        if self.after_data == [HANGING_UP]:
            server.transport.abort()
        if self.after_data:
            return self.after_data.pop(0)
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"

    async def handle_QUIT(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802
        return self.farewell


class OnAnyPort(Controller):
    """Port 0 takes a free one; before it greets itself it has to know which."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def post_office(scheme: str = "smtp", **options: Any) -> Iterator[Post]:
    """A mail server on a free port."""
    post = Post()
    controller = OnAnyPort(post, hostname="127.0.0.1", port=0, ready_timeout=60, **options)
    controller.start()
    post.url = f"{scheme}://127.0.0.1:{controller.port}"
    yield post
    controller.stop()
