"""Undoing what one save did to one field."""

import pytest
from sqlalchemy.orm import Session

from tests.factories import ALICE, build, claim, initiative, labour_event, source
from tests.services.saving import history, save, shown
from tracker.catalogue import BY_KIND
from tracker.models import Record
from tracker.services import records, ruling, undoing
from tracker.services.errors import Rejected, Stale
from tracker.values import FuzzyDate


def undo(session: Session, record: Record, undone: int, field: str, **options: object) -> None:
    """Alice undoes what a version did to a field; where that is refused, all is as it was."""
    asked = {"version": record.version, "reason": "A slip.", "actor": ALICE} | options
    try:
        undoing.undo(session, record, history(session, record)[undone - 1], field, **asked)  # type: ignore[arg-type]
    except (Rejected, Stale):
        session.rollback()
        raise


def offered(session: Session, record: Record) -> dict[int, list[str]]:
    """The fields that can be undone, by version, where there are any."""
    found = undoing.undoable(session, record, history(session, record))
    return {version: fields for version, fields in found.items() if fields}


def ranks(record: Record, session: Session) -> dict[str, tuple[str, str]]:
    """The rank and its reason of each claim, by value, as the last save left them."""
    kept: dict[str, tuple[str, str]] = {}
    for revision in history(session, record):
        for key, (_old, new) in revision.changes.items():
            if key.startswith("claim:"):
                kept[new["value"]] = (new["rank"], new.get("rank_reason", ""))
    return kept


def test_a_field_gets_back_the_value_it_had_in_a_new_version(session: Session) -> None:
    record = initiative(session, label="Before", note="kept")
    save(session, record, label="After", note="changed")

    undo(session, record, 2, "label")

    assert (record.label, record.note, record.version) == ("Before", "changed", 3)
    last = history(session, record)[-1]
    assert (last.changes, last.reason, last.actor) == ({"label": ["After", "Before"]}, "A slip.", "alice")


def test_a_field_that_was_blank_is_blank_again(session: Session) -> None:
    record = initiative(session)
    save(session, record, note="typed")

    undo(session, record, 2, "note")

    assert not record.note


def test_a_link_leads_where_it_led(session: Session) -> None:
    first, second = (build(session, BY_KIND["studio"], label=name) for name in ("First", "Second"))
    record = initiative(session, owner=first.reference)
    save(session, record, owner=second.reference)

    undo(session, record, 2, "owner")

    assert record.owner_id == first.id  # type: ignore[attr-defined]


def test_a_link_to_what_was_withdrawn_since_is_refused(session: Session) -> None:
    first, second = (build(session, BY_KIND["studio"], label=name) for name in ("First", "Second"))
    record = initiative(session, owner=first.reference)
    save(session, record, owner=second.reference)
    records.withdraw(session, first, version=first.version, actor=ALICE, reason="gone")

    with pytest.raises(Rejected) as raised:
        undo(session, record, 2, "owner")

    assert "owner" in raised.value.fields


def test_a_value_that_was_adopted_is_set_aside_and_the_former_one_shown(session: Session) -> None:
    record = labour_event(session)
    claim(session, record, "started", "2026-03", source(session))
    save(session, record, started=FuzzyDate.parse("2026-04"))
    assert shown(record, "started") == ("2026-04", "preferred")

    undo(session, record, 3, "started")

    assert shown(record, "started") == ("2026-03", "single")
    assert ranks(record, session) == {"2026-03": ("normal", ""), "2026-04": ("deprecated", "A slip.")}


def test_a_ruling_that_is_undone_gives_every_claim_its_rank_and_reason_back(session: Session) -> None:
    record = labour_event(session)
    first, second = (claim(session, record, "started", date) for date in ("2026-03", "2026-04"))
    ruling.rule(session, first, "preferred", "It was there.", version=record.version, actor=ALICE)
    ruling.rule(session, second, "preferred", "The first erred.", version=record.version, actor=ALICE)

    undo(session, record, 5, "started")

    assert shown(record, "started") == ("2026-03", "preferred")
    assert ranks(record, session) == {"2026-03": ("preferred", "It was there."), "2026-04": ("normal", "")}


def test_an_undoing_can_be_undone(session: Session) -> None:
    record = labour_event(session)
    claim(session, record, "started", "2026-03", source(session))
    save(session, record, started=FuzzyDate.parse("2026-04"), note="typed")
    for version, field in ((3, "started"), (3, "note")):
        undo(session, record, version, field)

    for version, field in ((4, "started"), (5, "note")):
        undo(session, record, version, field)

    assert (shown(record, "started"), record.note) == (("2026-04", "preferred"), "typed")


def test_what_was_changed_since_is_neither_offered_nor_undone(session: Session) -> None:
    record = labour_event(session)
    save(session, record, note="one")
    save(session, record, note="two")
    made = claim(session, record, "started", "2026-03")
    ruling.rule(session, made, "deprecated", "Misread.", version=record.version, actor=ALICE)
    session.commit()

    assert offered(session, record) == {3: ["note"], 5: ["started"]}
    for version, field in ((2, "note"), (4, "started")):
        with pytest.raises(Rejected, match="changed since"):
            undo(session, record, version, field)


def test_what_adds_a_record_is_not_undone_field_by_field(session: Session) -> None:
    record = labour_event(session, started="2026-03", note="typed")

    assert offered(session, record) == {}
    with pytest.raises(Rejected):
        undo(session, record, 1, "note")


def test_a_claim_that_only_gained_evidence_is_not_offered(session: Session) -> None:
    record = labour_event(session)
    claim(session, record, "started", "2026-03", source(session))
    claim(session, record, "started", "2026-03", source(session))

    assert offered(session, record) == {2: ["started"]}


def test_a_rank_that_would_make_two_claims_decide_is_refused(session: Session) -> None:
    record = labour_event(session)
    first = claim(session, record, "started", "2026-03")
    ruling.rule(session, first, "preferred", "It was there.", version=record.version, actor=ALICE)
    ruling.rule(session, first, "normal", "It was not.", version=record.version, actor=ALICE)
    second = claim(session, record, "started", "2026-04")
    ruling.rule(session, second, "preferred", "A letter says so.", version=record.version, actor=ALICE)

    with pytest.raises(Rejected, match="preferred since"):
        undo(session, record, 4, "started")


@pytest.mark.parametrize(("options", "problem"), [({"version": 1}, Stale), ({"reason": " "}, Rejected)])
def test_it_asks_for_the_present_version_and_a_reason(
    session: Session, options: dict[str, object], problem: type[Exception]
) -> None:
    record = initiative(session)
    save(session, record, note="typed")

    with pytest.raises(problem):
        undo(session, record, 2, "note", **options)


def test_nothing_is_undone_in_a_withdrawn_record(session: Session) -> None:
    record = initiative(session)
    save(session, record, note="typed")
    records.withdraw(session, record, version=record.version, actor=ALICE, reason="gone")

    assert offered(session, record) == {}
    with pytest.raises(Rejected, match="withdrawn"):
        undo(session, record, 2, "note")
