"""Handing mail to a server: in private where it can be, and never to one that is not who it says."""

import ssl
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from email.message import EmailMessage
from pathlib import Path
from socket import create_server, socket
from threading import Thread

import pytest
import trustme
from aiosmtpd.smtp import AuthResult

from tests.digests.post import HANGING_UP, Post, post_office
from tracker.mail import NotDelivered, Smtp

SIGNED_IN = "me@example.org", "a secret"


def message() -> EmailMessage:
    written = EmailMessage()
    written["From"], written["To"] = "tracker@example.org", "alice@example.org"
    written["Message-ID"] = "<1@example.org>"
    written.set_content("Nothing is overdue.")
    return written


@pytest.fixture(params=["smtp", "smtps"])
def private(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Post]:
    """A server that speaks in private, with STARTTLS or from the first byte, and has one account."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    name = "tls_context" if request.param == "smtp" else "ssl_context"

    def authenticated(_server: object, _session: object, _envelope: object, _how: str, sent: object) -> AuthResult:
        given = sent.login.decode(), sent.password.decode()
        return AuthResult(success=given == SIGNED_IN, handled=False)

    # Signed in or not: who speaks in private from the first byte is not asked for STARTTLS once more.
    options = {name: context, "authenticator": authenticated, "auth_require_tls": request.param == "smtp"}
    with post_office(request.param, **options) as post:
        yield post


@pytest.fixture
def _trusted(tmp_path: Path, private: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine trusts whoever vouches for the server."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))


@pytest.mark.usefixtures("_trusted")
def test_a_server_that_offers_it_is_spoken_to_in_private(private: Post) -> None:
    Smtp(private.url).send(message())

    assert [arrived["Message-ID"] for arrived in private.messages] == ["<1@example.org>"]
    assert private.encrypted == [True]


def test_a_server_nobody_vouches_for_gets_nothing(private: Post) -> None:
    with pytest.raises(NotDelivered, match="certificate") as refused:
        Smtp(private.url).send(message())

    assert not refused.value.for_good
    assert private.messages == []


@pytest.mark.usefixtures("_trusted")
def test_signs_in_with_the_name_and_password_of_the_address(private: Post) -> None:
    Smtp(private.url.replace("//", "//me%40example.org:a%20secret@")).send(message())

    assert len(private.messages) == 1


@pytest.mark.usefixtures("_trusted")
def test_a_password_that_is_refused_is_tried_again_once_it_may_have_been_mended(private: Post) -> None:
    with pytest.raises(NotDelivered, match="answered 535") as refused:
        Smtp(private.url.replace("//", "//me%40example.org:wrong@")).send(message())

    assert not refused.value.for_good
    assert private.messages == []


def test_a_server_that_hangs_is_given_up_after_a_while() -> None:
    with closing(create_server(("127.0.0.1", 0))) as silent:
        port = silent.getsockname()[1]

        with pytest.raises(NotDelivered, match=r"^127\.0\.0\.1: .*timed out") as refused:
            Smtp(f"smtp://127.0.0.1:{port}", timeout=0.2).send(message())

    assert not refused.value.for_good


@pytest.mark.parametrize(
    ("greeting", "pause", "patience", "says"),
    [
        (b"2", 0.05, 1, "timed out"),
        (b"220-wait\r\n", 0.05, 1, "timed out"),
        (b"220-more\r\n" * 1000, 0.0, 60, "stop talking"),
    ],
)
def test_a_server_that_goes_on_talking_is_given_up_all_the_same(
    greeting: bytes, pause: float, patience: float, says: str
) -> None:
    def talk(talking: socket) -> None:
        connection, _address = talking.accept()
        with connection, suppress(OSError):
            while True:
                connection.sendall(greeting)
                time.sleep(pause)

    with closing(create_server(("127.0.0.1", 0))) as talking:
        speaker = Thread(target=talk, args=(talking,))
        speaker.start()

        with pytest.raises(NotDelivered, match=says) as refused:
            Smtp(f"smtp://127.0.0.1:{talking.getsockname()[1]}", timeout=patience).send(message())

        speaker.join(timeout=60)
        assert not speaker.is_alive()

    assert not refused.value.for_good


def test_a_server_that_hangs_up_after_the_data_is_asked_again() -> None:
    with post_office() as post:
        post.after_data.append(HANGING_UP)

        with pytest.raises(NotDelivered, match=r"^127\.0\.0\.1: ") as refused:
            Smtp(post.url).send(message())

    assert not refused.value.for_good


@pytest.mark.parametrize("answer", ["530 authentication required", "550 this machine may not send"])
def test_a_server_that_refuses_the_sender_is_asked_again_once_it_may_have_been_mended(answer: str) -> None:
    with post_office() as post:
        post.to_senders = answer

        with pytest.raises(NotDelivered, match=f"answered {answer[:3]}") as refused:
            Smtp(post.url).send(message())

    assert not refused.value.for_good


@pytest.mark.parametrize(("answer", "for_good"), [("554 no", True), ("530 who are you?", False), ("452 full", False)])
@pytest.mark.parametrize("when", ["recipient", "data"])
def test_a_refusal_of_the_message_itself_is_the_last_word(when: str, answer: str, for_good: bool) -> None:
    with post_office() as post:
        if when == "data":
            post.after_data.append(answer)
        else:
            post.answers[str(message()["To"])] = answer

        with pytest.raises(NotDelivered, match=f"answered {answer[:3]}") as refused:
            Smtp(post.url).send(message())

    assert refused.value.for_good == for_good


@pytest.mark.parametrize("farewell", ["421 closing", "500 what?", "250 ok"])
def test_a_mail_that_was_taken_is_sent_whatever_the_server_says_to_our_leave(farewell: str) -> None:
    with post_office() as post:
        post.farewell = farewell

        Smtp(post.url).send(message())

    assert len(post.messages) == 1
