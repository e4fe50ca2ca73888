"""A form that is sent twice saves once."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import Engine, func, select

from tests.web.visitors import Visitor
from tracker.database import reading
from tracker.models import Organisation
from tracker.values.words import fold

PATH = "/organisations/new"
TYPED = {"label": "Ochre Pictures", "organisation_kind": "company", "reason": "own observation"}


def form_key(visitor: Visitor) -> str:
    """What the page of the form drew at random."""
    found = re.search(r'name="form_key" value="([^"]+)"', visitor.get(PATH).text)
    assert found
    return found[1]


def count(engine: Engine) -> int:
    """How many records of the name there are."""
    with reading(engine)() as session:
        query = select(func.count()).select_from(Organisation).where(Organisation.label == TYPED["label"])
        return session.scalar(query) or 0


def test_the_second_time_leads_to_the_record_of_the_first(alice: Visitor, seeded: Engine) -> None:
    form = TYPED | {"form_key": form_key(alice)}

    first, second = (alice.send(PATH, **form) for _time in range(2))

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert "This form was saved already." in alice.get(second.headers["Location"]).text
    assert count(seeded) == 1


def test_what_was_typed_anew_in_the_same_page_is_another_form(alice: Visitor, seeded: Engine) -> None:
    form = TYPED | {"form_key": form_key(alice)}

    for note in ("one", "another"):
        assert alice.send(PATH, **form, note=note, namesake=fold(TYPED["label"])).status_code == 303

    assert count(seeded) == 2


def test_two_at_the_same_moment_are_one(app: Flask, alice: Visitor, seeded: Engine) -> None:
    pairs = 10
    token = alice.token(PATH)
    met = Barrier(2)

    def send(page: str) -> int:
        met.wait()
        with app.test_client() as client:
            client._cookies = dict(alice.client._cookies)  # type: ignore[attr-defined]
            return client.post(
                PATH, data=TYPED | {"form_key": page, "csrf_token": token, "namesake": fold(TYPED["label"])}
            ).status_code

    with ThreadPoolExecutor(2) as pool:
        for _pair in range(pairs):
            page = form_key(alice)
            assert list(pool.map(send, [page, page])) == [303, 303]

    assert count(seeded) == pairs
