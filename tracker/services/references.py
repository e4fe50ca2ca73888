"""Looking up what was typed: records by reference or name, terms by code."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from tracker.languages import gettext as _
from tracker.models import Field, Record, Term, live
from tracker.services.errors import Rejected
from tracker.values.words import fold

# How a form shows a link: by the name of a record, with its reference behind it.
_SHOWN = re.compile(r"(?P<label>.+) \((?P<reference>[a-z_]+:[^\s()]+)\)", re.DOTALL)


def shown_as(label: str, reference: str) -> str:
    """How a form shows a link; `find_record` takes it back."""
    return f"{label} ({reference})"


def reference_in(text: str) -> str:
    """The reference in a link as a form shows it; any other text as it is."""
    shown = _SHOWN.fullmatch(text)
    return shown["reference"] if shown else text


def find_record(session: Session, field: Field, text: str, name: str = "") -> int:
    """The id of the record that `text` names: `family:slug`, a slug, the exact label, or what `shown_as` gives.

    A withdrawn or merged record cannot be linked to. Raises `Rejected` for the input `name`, or the field's own.
    """
    reference, shown = reference_in(text), _SHOWN.fullmatch(text)
    family, colon, slug = reference.partition(":")
    query = select(Record.id, Record.family, Record.slug, Record.label, Record.label_key)
    query = query.where(Record.family.in_(field.kinds), live(Record))
    by_reference = (
        query.where(Record.family == family, Record.slug == slug) if colon else query.where(Record.slug == reference)
    )
    found = session.execute(by_reference).all() or session.execute(query.where(Record.label_key == fold(text))).all()
    if len(found) == 1 and shown and found[0].label_key not in (fold(shown["label"]), fold(text)):
        said = {"reference": reference, "label": found[0].label}
        raise Rejected({name or field.name: [_("“%(reference)s” is called “%(label)s”: say which is meant.", **said)]})
    if len(found) == 1:
        return int(found[0].id)
    if found:
        names = ", ".join(f"{row.family}:{row.slug}" for row in found)
        sentence = _("“%(text)s” can mean several records: %(names)s.", text=text, names=names)
    else:
        sentence = _("There is no record “%(text)s” among: %(kinds)s.", text=text, kinds=", ".join(field.kinds))
    raise Rejected({name or field.name: [sentence]})


def reference_of(session: Session, record_id: int | None) -> str:
    """The `family:slug` of a record; '' for none."""
    if record_id is None:
        return ""
    # A reference never changes, so that of a record the session holds need not be read again.
    known = session.identity_map.get(identity_key(Record, record_id))
    if known is not None:
        return str(known.reference)
    family, slug = session.execute(select(Record.family, Record.slug).where(Record.id == record_id)).one()
    return f"{family}:{slug}"


def check_term(session: Session, name: str, vocabulary: str, code: str) -> None:
    """Raise `Rejected` for the input `name`, naming the codes that are allowed, unless `code` is an active term."""
    term = session.get(Term, (vocabulary, code))
    if term is not None and term.status == "active":
        return
    allowed = session.scalars(
        select(Term.code)
        .where(Term.vocabulary == vocabulary, Term.status == "active")
        .order_by(Term.sort_order, Term.code)
    )
    raise Rejected({name: [_("“%(code)s” is not one of: %(allowed)s.", code=code, allowed=", ".join(allowed))]})
