"""How templates say values: dates and figures as sentences, terms and links by their names."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask, g, url_for
from flask_wtf.csrf import generate_csrf
from sqlalchemy import func, select

from tracker import languages
from tracker.catalogue import BY_KIND, BY_SLUG, CATALOGUE
from tracker.forms.claim import CLAIM_PARTS
from tracker.forms.evidence import EvidenceForm
from tracker.forms.fields import Input
from tracker.languages import gettext as _
from tracker.models import Field, FieldType, Term, fields_of
from tracker.services.citations import MISREAD
from tracker.services.confidence import AGREEMENT, EVIDENCE, LEVELS, Confidence
from tracker.services.ruling import ADOPTED
from tracker.services.seeding import SEEDED
from tracker.values import FuzzyDate, Quantity
from tracker.web.pages.keyboard import GO
from tracker.web.security import here, sign_path
from tracker.web.session import actor, config, session

STATIC = Path(__file__).parents[1] / "static"
# What claims and evidence are made of, by name.
_passage = (field.spec for field in EvidenceForm() if isinstance(field, Input))
PARTS = {spec.name: spec for spec in (*_passage, *CLAIM_PARTS)}


@dataclass(frozen=True)
class Choice:
    """A term as a form offers it."""

    code: str
    label: str
    definition: str


def install(app: Flask) -> None:
    """Give every template these words."""
    app.jinja_env.globals |= languages.IN_TEMPLATES
    app.jinja_env.globals |= {
        "catalogue": CATALOGUE,
        "choices": choices,
        "csrf_token": generate_csrf,
        "languages": languages.LANGUAGES,
        "language": languages.current,
        "said": said,
        "term": term,
        "date_sentence": date_sentence,
        "resolved_words": resolved_words,
        "record_url": record_url,
        "unresolved": unresolved,
        "actor": actor,
        "here": here,
        "signed_here": signed_here,
        "asset_address": asset_address,
        "go_keys": GO,
        "by_kind": BY_KIND,
        "by_slug": BY_SLUG,
        "fields_of": fields_of,
        "role_spec": role_spec,
        "bounds": bounds,
        "figure_sentence": figure_sentence,
        "moment": moment,
        "number": languages.number,
        "action_words": action_words,
        "reason_words": reason_words,
        "part_words": part_words,
        "confidence_level": confidence_level,
        "confidence_words": confidence_words,
        "correction_href": correction_href,
    }
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _terms() -> dict[str, dict[str, Choice]]:
    """Every active term by vocabulary and code, read once a request."""
    if "terms" not in g:
        french = languages.current() == "fr"
        label = Term.label_fr if french else Term.label_en
        # A term without a French definition is explained in English rather than not at all.
        definition = func.coalesce(func.nullif(Term.definition_fr, ""), Term.definition) if french else Term.definition
        query = select(Term.vocabulary, Term.code, label, definition).where(Term.status == "active")
        g.terms = {}
        for vocabulary, code, text, explained in session().execute(
            query.order_by(Term.vocabulary, Term.sort_order, Term.code)
        ):
            g.terms.setdefault(vocabulary, {})[code] = Choice(code, text, explained)
    found: dict[str, dict[str, Choice]] = g.terms
    return found


def choices(vocabulary: str) -> list[Choice]:
    """The terms of a vocabulary, in its own order."""
    return list(_terms().get(vocabulary, {}).values())


def term(vocabulary: str, code: str) -> str:
    """The label of a term in the reader's language; the code itself where it is no longer in use."""
    choice = _terms().get(vocabulary, {}).get(code)
    return choice.label if choice else code


def said(field: Field, value: Any) -> str:
    """A value of a field as a reader reads it; '' for none. Links are the templates' business."""
    if value in (None, ""):
        return ""
    if field.type == FieldType.DATE:
        return date_sentence(value)
    if field.type == FieldType.QUANTITY:
        return Quantity.parse(value).sentence(field.unit)
    if field.type == FieldType.FLAG:
        return _("yes") if value in (True, "yes") else _("no")
    return term(field.vocabulary, value) if field.type == FieldType.TERM else str(value)


def confidence_level(found: Confidence) -> str:
    """How sure a value is, in words."""
    return str(LEVELS[found.level])


def confidence_words(found: Confidence) -> str:
    """Why it is as sure as that."""
    return f"{EVIDENCE[found.evidence]}, {AGREEMENT[found.agreement]}"


def date_sentence(text: str) -> str:
    """An EDTF text as a sentence; '' for none."""
    return FuzzyDate.parse(text).sentence() if text else ""


def resolved_words(by: str) -> str:
    """Why a field shows the value it shows, or none."""
    return {
        "preferred": _("an editor’s ruling"),
        "latest": _("the latest statement"),
        "scope": _("no single value: the figures differ in period, scope or role"),
        "single": _("one claim"),
        "intersection": _("what all claims have in common"),
        "conflict": _("no value: the sources conflict"),
        "disputed": _("no value: the claims are in an open dispute"),
        "none": _("nothing stated"),
    }[by]


def unresolved(record: Any, field: Field) -> str:
    """Why a field of a record shows no value although sources state some; '' where it shows one or none is stated."""
    by = getattr(record, f"{field.name}_by", "none") if record else "none"
    return resolved_words(by) if by in ("conflict", "disputed", "scope") else ""


def correction_href() -> str:
    """Where the reader of a page reports an error in it; '' where nobody has said."""
    address = config().correction_address
    return address if "://" in address or not address else f"mailto:{address}"


def record_url(kind: str, slug: str) -> str:
    """The address of a record."""
    return url_for("show", entry=BY_KIND[kind], slug=slug)


def signed_here() -> str:
    """The address of this page, signed, to come back to after signing in or choosing a language."""
    return sign_path(here(), config().secret_key)


def asset_address(name: str) -> str:
    """The address of a file of ours. It changes with the file, so that browsers may keep what they have."""
    return url_for("asset", name=name, v=int((STATIC / name).stat().st_mtime))


def role_spec(field: Field) -> Field:
    """The role of a claim of `field`, as a form draws it: a choice among the field's own roles."""
    return replace(field, name="role", type=FieldType.TERM, vocabulary=field.roles, required=False)


def figure_sentence(text: str) -> str:
    """A figure as a sentence, without a unit."""
    return Quantity.parse(text).sentence()


def bounds(field: Field, text: str) -> str:
    """What an inexact date or figure allows: its first and last day, or its lowest and highest number; '' if exact."""
    if field.type == FieldType.DATE:
        day = FuzzyDate.parse(text)
        return "" if day.earliest == day.latest else f"{day.earliest or '…'} – {day.latest or '…'}"
    if field.type != FieldType.QUANTITY:
        return ""
    figure = Quantity.parse(text)
    high = "…" if figure.high is None else languages.number(figure.high)
    return "" if figure.bound == "exact" else f"{languages.number(figure.low or 0)} – {high}"


def moment(at: datetime) -> str:
    """A moment as a reader reads it, in UTC."""
    from babel.dates import format_datetime  # noqa: PLC0415 - It loads slowly, and most requests have none.

    said = format_datetime(at, "d MMMM y, HH:mm", locale=languages.current())
    return f"{said} UTC"


def action_words(action: str) -> str:
    """What a save did."""
    words = {
        "create": _("added"),
        "update": _("changed"),
        "claim": _("claim added"),
        "ruling": _("ruled on a claim"),
        "withdraw": _("withdrawn"),
        "restore": _("brought back"),
    }
    return words.get(action, action)


def reason_words(reason: str) -> str:
    """Why something was saved: what the tracker wrote itself in the reader's language, what people wrote as it is."""
    words = {
        SEEDED: _("seeded"),
        ADOPTED: _("Adopted when it was recorded."),
        MISREAD: _("Misread: its source states another value."),
    }
    return words.get(reason, reason)


def part_words(name: str) -> str:
    """The label of a part of a claim or a piece of evidence, as the history names it."""
    named = {"field": _("Field"), "claim": _("Claim"), "withdrawn": _("Withdrawn")}
    return str(PARTS[name].label) if name in PARTS else named.get(name, name)
