"""The bulk form of the services: rows of a data package added by key, each record resolved and revised once at the end.

Seeding adds what was never there. It never changes, restores or re-adds: what researchers did since stays done.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tracker.forms.claim import ClaimInput
from tracker.forms.evidence import EvidenceInput
from tracker.forms.fields import Value
from tracker.models import (
    Claim,
    Dispute,
    DisputeClaim,
    Evidence,
    Field,
    Record,
    Term,
    claimed_fields,
    family_of,
    structural_fields,
)
from tracker.models.dispute import DISPUTE_STATUSES
from tracker.permissions import Actor, require
from tracker.services.claims import hold_source, put_claim, put_evidence
from tracker.services.errors import Rejected
from tracker.services.history import Changes, add_revision, differences, state_of
from tracker.services.references import check_term
from tracker.services.refreshing import refresh
from tracker.services.structure import new_row

# Why a record was saved that came with a package. Pages say it in the language of whoever reads it.
SEEDED = "seeded"


def take_turn(session: Session) -> None:
    """Wait for whoever else is filling the database, by a write that changes nothing.

    A database that cannot be written to refuses it now and not at somebody's first save.
    """
    session.execute(text("UPDATE alembic_version SET version_num = version_num"))


@dataclass
class Seeding:
    """One load of a package into one session. Each `add_…` says whether it added the row; `conclude` ends the load."""

    session: Session
    actor: Actor
    before: dict[int, dict[str, str]] = field(default_factory=dict)
    changes: dict[int, Changes] = field(default_factory=dict)
    records: dict[int, Record] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    deprecated: list[Term] = field(default_factory=list)
    # Held so that the session, which forgets what nobody holds, need not read them again for every row.
    terms: list[Term] = field(default_factory=list)
    known: dict[str, Record] = field(default_factory=dict)

    def __post_init__(self) -> None:
        require(self.actor, "administer")
        self.terms += self.session.scalars(select(Term))

    def add_term(self, row: Mapping[str, str]) -> bool:
        """Add a term; its columns are those of the table.

        One that is deprecated is offered until the load ends: rows that have had it from before keep it.
        """
        term = self.session.get(Term, (row["vocabulary"], row["code"]))
        added = term is None
        if term is None:
            term = Term(**{**row, "sort_order": int(row["sort_order"]), "is_local": row["is_local"] == "yes"})
            self.session.add(term)
            self.terms.append(term)
        if term.status == "deprecated":
            self.deprecated.append(term)
            term.status = "active"
        self.session.flush()
        return added

    def add_record(self, model: type[Record], slug: str, values: Mapping[str, Value]) -> bool:
        """Add a record under its permanent slug, withdrawn and merged ones counting as there."""
        if self._find(f"{family_of(model)}:{slug}") is not None:
            return False
        record = new_row(self.session, model, values, actor=self.actor, slug=slug)
        self._touch(record, {})
        return True

    def add_claim(self, key: str, reference: str, claim: ClaimInput) -> bool:
        """Add a claim. One of the same identity that is there already stands in for it, whatever its key."""
        found = self.session.scalars(select(Claim).where(Claim.key == key)).first()
        if found is None:
            record = self.record(reference)
            self._touch(record)
            changes = self.changes[record.id]
            self.claims[key] = put_claim(self.session, record, claim, actor=self.actor, changes=changes, key=key)
        return found is None and self.claims[key].key == key

    def add_evidence(self, key: str, about: Mapping[str, str], passage: EvidenceInput) -> bool:
        """Add a passage on a claim (`about["claim"]`), or on a record and one of its structural columns or ''."""
        if self.session.scalar(select(Evidence.id).where(Evidence.key == key)):
            return False
        if bool(about["claim"]) == bool(about["record"]):
            raise Rejected({"claim": ["Name a claim or a record, and not both."]})
        if about["claim"] and about["field"]:
            raise Rejected({"field": ["A field is named beside a record, not beside a claim."]})
        claim = self.claim(about["claim"]) if about["claim"] else None
        record = claim.record if claim else self.record(about["record"])
        column = "" if claim else self._column(record, about["field"])
        self._hold(passage)
        self._touch(record)
        return put_evidence(
            self.session,
            passage,
            claim=claim,
            record=None if claim else record,
            field=column,
            actor=self.actor,
            changes=self.changes[record.id],
            key=key,
        )

    def add_dispute(self, row: Mapping[str, str]) -> bool:
        """Add a dispute; its claims come with `add_dispute_claim`."""
        if self.session.scalar(select(Dispute.id).where(Dispute.key == row["key"])):
            return False
        if row["status"] not in DISPUTE_STATUSES:
            raise Rejected({"status": [f"“{row['status']}” is not one of: {', '.join(DISPUTE_STATUSES)}."]})
        needed = ["question", "ruling"] if row["status"] == "resolved" else ["question"]
        if blank := [name for name in needed if not row[name].strip()]:
            raise Rejected({name: ["Please fill it in."] for name in blank})
        check_term(self.session, "dispute_kind", "dispute_kind", row["dispute_kind"])
        self.session.add(Dispute(**row, created_by=self.actor.name))
        self.session.flush()
        return True

    def add_dispute_claim(self, dispute_key: str, claim_key: str) -> bool:
        """Join a claim to a dispute."""
        dispute = self.session.scalars(select(Dispute).where(Dispute.key == dispute_key)).first()
        if dispute is None:
            raise Rejected({"dispute": [f"There is no dispute “{dispute_key}”."]})
        claim = self.claim(claim_key)
        if self.session.get(DisputeClaim, (dispute.id, claim.id)):
            return False
        self._touch(claim.record)
        self.session.add(DisputeClaim(dispute_id=dispute.id, claim_id=claim.id))
        self.session.flush()
        return True

    def conclude(self) -> None:
        """Resolve every record that was touched, and write one revision of each that changed.

        Raises `Rejected` with the keys of claims that stand on nothing.
        """
        # One that was there already, and stands in for a claim of the package, stood on something when it was added.
        added = {key: claim for key, claim in self.claims.items() if claim.key == key}
        if baseless := [key for key, claim in added.items() if not claim.is_grounded]:
            raise Rejected({key: ["It has no passage that supports it, derivation or reason."] for key in baseless})
        for term in self.deprecated:
            term.status = "deprecated"
        refresh(self.session, self.records.values())
        for record_id, record in self.records.items():
            before = self.before[record_id]
            changes = differences(before, state_of(self.session, record)) | self.changes[record_id]
            if before and not changes:
                continue
            if before:
                record.version += 1
            add_revision(
                self.session, record, "update" if before else "create", changes, actor=self.actor, reason=SEEDED
            )

    def record(self, reference: str) -> Record:
        """The record `family:slug` stands for. Raises `Rejected`."""
        record = self._find(reference)
        if record is None:
            raise Rejected({"record": [f"There is no record “{reference}”."]})
        return record

    def claim(self, key: str) -> Claim:
        """The claim of this key. Raises `Rejected`."""
        claim = self.claims.get(key) or self.session.scalars(select(Claim).where(Claim.key == key)).first()
        if claim is None:
            raise Rejected({"claim": [f"There is no claim “{key}”."]})
        return claim

    def claimed_field(self, reference: str, name: str) -> Field:
        """The claimed field of that name of a record's noun. Raises `Rejected`."""
        fields = {field.name: field for field in claimed_fields(type(self.record(reference)))}
        if name not in fields:
            raise Rejected({"field": [f"“{name}” is not one of: {', '.join(fields)}."]})
        return fields[name]

    def _column(self, record: Record, name: str) -> str:
        columns = [field.name for field in structural_fields(type(record))]
        if name and name not in columns:
            raise Rejected({"field": [f"“{name}” is not one of: {', '.join(columns)}."]})
        return name

    def _find(self, reference: str) -> Record | None:
        if reference not in self.known:
            family, _colon, slug = reference.partition(":")
            record = self.session.scalars(select(Record).where(Record.family == family, Record.slug == slug)).first()
            if record is None:
                return None
            self.known[reference] = record
        return self.known[reference]

    def _hold(self, passage: EvidenceInput) -> None:
        """Hold the source of a passage, once."""
        if passage.source not in self.held:
            hold_source(self.session, passage)
            self.held.add(passage.source)

    def _touch(self, record: Record, before: dict[str, str] | None = None) -> None:
        """Remember a record as it was before its first change."""
        if record.id not in self.records:
            self.records[record.id] = record
            self.before[record.id] = state_of(self.session, record) if before is None else before
            self.changes[record.id] = {}
