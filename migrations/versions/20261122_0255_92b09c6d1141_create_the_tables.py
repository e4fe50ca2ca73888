"""Create the tables."""

import sqlalchemy as sa
from alembic import op

revision = "92b09c6d1141"
down_revision = None
branch_labels = None
depends_on = None

CODE = sa.String(60)
LABEL = sa.String(300)
VALUE = sa.String(120)
SORT_KEY = sa.String(300).with_variant(sa.String(300, collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)
RESOLVED_BY = "('preferred', 'latest', 'scope', 'single', 'intersection', 'conflict', 'disputed', 'none')"

REVISION = ("id", "record_id", "version", "action", "actor", "reason", "source_id", "changes", "at")
REFUSAL = "Revisions are only ever added."


def upgrade() -> None:
    create_dispute()
    create_record()
    create_term()
    create_user()
    create_claim()
    create_labour_event()
    create_organisation()
    create_sign_in()
    create_dispute_claim()
    create_initiative()
    create_milestone()
    create_source()
    create_studio()
    create_evidence()
    create_revision()
    create_source_text()
    guard_revisions()


def downgrade() -> None:
    op.drop_table("source_text")
    op.drop_table("revision")
    op.drop_table("evidence")
    op.drop_table("studio")
    op.drop_table("source")
    op.drop_table("milestone")
    op.drop_table("initiative")
    op.drop_table("dispute_claim")
    op.drop_table("sign_in")
    op.drop_table("organisation")
    op.drop_table("labour_event")
    op.drop_table("claim")
    op.drop_table("user")
    op.drop_table("term")
    op.drop_table("record")
    op.drop_table("dispute")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change_of_revision")


def create_dispute() -> None:
    op.create_table(
        "dispute",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", LABEL, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("dispute_kind", CODE, nullable=False),
        sa.Column("status", CODE, server_default="open", nullable=False),
        sa.Column("ruling", sa.Text, server_default="", nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", LABEL, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
        sa.UniqueConstraint("key", name=op.f("uq_dispute_key")),
        sa.CheckConstraint("status <> 'resolved' OR ruling <> ''", name=op.f("ck_dispute_resolved_has_ruling")),
        sa.CheckConstraint("status IN ('open', 'resolved', 'standing')", name=op.f("ck_dispute_status_known")),
        sa.CheckConstraint("length(trim(question)) > 0", name=op.f("ck_dispute_question_filled")),
    )


def create_record() -> None:
    op.create_table(
        "record",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("family", CODE, nullable=False),
        sa.Column("slug", LABEL, nullable=False),
        sa.Column("label", LABEL, nullable=False),
        sa.Column("label_key", SORT_KEY, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", LABEL, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("updated_by", LABEL, nullable=False),
        sa.Column("withdrawn_at", MOMENT),
        sa.Column("withdrawn_reason", sa.Text),
        sa.Column("merged_into_id", sa.Integer),
        sa.Column("claim_count", sa.Integer, server_default="0", nullable=False),
        sa.Column("source_count", sa.Integer, server_default="0", nullable=False),
        sa.Column("origin_count", sa.Integer, server_default="0", nullable=False),
        sa.Column("unsettled_count", sa.Integer, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
        sa.UniqueConstraint("family", "slug", name=op.f("uq_record_family_slug")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["record.id"], name=op.f("fk_record_merged_into_id")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name=op.f("ck_record_withdrawal_has_reason")
        ),
        sa.CheckConstraint("length(slug) > 0", name=op.f("ck_record_slug_filled")),
        sa.CheckConstraint("length(trim(label)) > 0", name=op.f("ck_record_label_filled")),
        sa.CheckConstraint(
            "merged_into_id IS NULL OR merged_into_id <> id", name=op.f("ck_record_merged_into_another")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_record_version_positive")),
    )
    op.create_index(op.f("ix_record_kind"), "record", ["kind"])
    op.create_index(op.f("ix_record_kind_label_key"), "record", ["kind", "label_key", "id"])
    op.create_index(op.f("ix_record_merged_into_id"), "record", ["merged_into_id"])


def create_term() -> None:
    op.create_table(
        "term",
        sa.Column("vocabulary", CODE, nullable=False),
        sa.Column("code", CODE, nullable=False),
        sa.Column("label_en", LABEL, nullable=False),
        sa.Column("label_fr", LABEL, nullable=False),
        sa.Column("definition", sa.Text, nullable=False),
        sa.Column("broader", CODE, server_default="", nullable=False),
        sa.Column("sort_order", sa.Integer, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("origin_uri", sa.Text, server_default="", nullable=False),
        sa.Column("exact_match", sa.Text, server_default="", nullable=False),
        sa.Column("is_local", sa.Boolean, nullable=False),
        sa.Column("status", CODE, server_default="active", nullable=False),
        sa.PrimaryKeyConstraint("vocabulary", "code", name=op.f("pk_term")),
        sa.CheckConstraint("status IN ('active', 'deprecated')", name=op.f("ck_term_status_known")),
    )


def create_user() -> None:
    op.create_table(
        "user",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", LABEL, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("role", CODE, server_default="reader", nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("failed_sign_ins", sa.Integer, server_default="0", nullable=False),
        sa.Column("blocked_until", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("name", name=op.f("uq_user_name")),
        sa.CheckConstraint(
            "role IN ('reader', 'contributor', 'editor', 'administrator')", name=op.f("ck_user_role_known")
        ),
        sa.CheckConstraint("length(trim(name)) > 0", name=op.f("ck_user_name_filled")),
    )


def create_claim() -> None:
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", LABEL, nullable=False),
        sa.Column("record_id", sa.Integer, nullable=False),
        sa.Column("stated_on_id", sa.Integer, nullable=False),
        sa.Column("field", CODE, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("value_record_id", sa.Integer),
        sa.Column("value_state", CODE, server_default="stated", nullable=False),
        sa.Column("earliest", sa.Date),
        sa.Column("latest", sa.Date),
        sa.Column("low", sa.Double),
        sa.Column("high", sa.Double),
        sa.Column("bound", CODE, server_default="", nullable=False),
        sa.Column("unit", CODE, server_default="", nullable=False),
        sa.Column("period_start", CODE, server_default="", nullable=False),
        sa.Column("period_start_earliest", sa.Date),
        sa.Column("period_start_latest", sa.Date),
        sa.Column("period_end", CODE, server_default="", nullable=False),
        sa.Column("period_end_earliest", sa.Date),
        sa.Column("period_end_latest", sa.Date),
        sa.Column("scope", LABEL, server_default="", nullable=False),
        sa.Column("role", CODE, server_default="", nullable=False),
        sa.Column("language", CODE, server_default="", nullable=False),
        sa.Column("assertion", CODE, server_default="fact", nullable=False),
        sa.Column("rank", CODE, server_default="normal", nullable=False),
        sa.Column("rank_reason", sa.Text, server_default="", nullable=False),
        sa.Column("derivation", sa.Text, server_default="", nullable=False),
        sa.Column("reason", sa.Text, server_default="", nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", LABEL, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("key", name=op.f("uq_claim_key")),
        sa.UniqueConstraint(
            "record_id",
            "field",
            "value",
            "value_state",
            "period_start",
            "period_end",
            "scope",
            "role",
            "language",
            "assertion",
            name="uq_claim_identity",
        ),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_claim_record_id")),
        sa.ForeignKeyConstraint(["stated_on_id"], ["record.id"], name=op.f("fk_claim_stated_on_id")),
        sa.ForeignKeyConstraint(["value_record_id"], ["record.id"], name=op.f("fk_claim_value_record_id")),
        sa.CheckConstraint("(value_state = 'stated') = (value <> '')", name=op.f("ck_claim_stated_has_value")),
        sa.CheckConstraint(
            "assertion IN ('fact', 'plan', 'objective', 'commitment', 'opinion', 'concern', 'speculation')",
            name=op.f("ck_claim_assertion_known"),
        ),
        sa.CheckConstraint("rank <> 'deprecated' OR rank_reason <> ''", name=op.f("ck_claim_deprecated_has_reason")),
        sa.CheckConstraint("rank IN ('preferred', 'normal', 'deprecated')", name=op.f("ck_claim_rank_known")),
        sa.CheckConstraint(
            "value_state IN ('stated', 'unknown', 'none', 'not_applicable')", name=op.f("ck_claim_value_state_known")
        ),
        sa.CheckConstraint("earliest <= latest", name=op.f("ck_claim_dates_in_order")),
        sa.CheckConstraint("low <= high", name=op.f("ck_claim_figures_in_order")),
    )
    op.create_index(op.f("ix_claim_record_id_field"), "claim", ["record_id", "field"])
    op.create_index(op.f("ix_claim_stated_on_id"), "claim", ["stated_on_id"])
    op.create_index(op.f("ix_claim_value_record_id"), "claim", ["value_record_id"])


def create_labour_event() -> None:
    op.create_table(
        "labour_event",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("event_kind", CODE, nullable=False),
        sa.Column("part_of_id", sa.Integer),
        sa.Column("country", sa.Text),
        sa.Column("announced", VALUE),
        sa.Column("announced_earliest", sa.Date),
        sa.Column("announced_latest", sa.Date),
        sa.Column("announced_by", CODE, server_default="none", nullable=False),
        sa.Column("started", VALUE),
        sa.Column("started_earliest", sa.Date),
        sa.Column("started_latest", sa.Date),
        sa.Column("started_by", CODE, server_default="none", nullable=False),
        sa.Column("ended", VALUE),
        sa.Column("ended_earliest", sa.Date),
        sa.Column("ended_latest", sa.Date),
        sa.Column("ended_by", CODE, server_default="none", nullable=False),
        sa.Column("jobs_affected", VALUE),
        sa.Column("jobs_affected_low", sa.Double),
        sa.Column("jobs_affected_high", sa.Double),
        sa.Column("jobs_affected_bound", CODE),
        sa.Column("jobs_affected_by", CODE, server_default="none", nullable=False),
        sa.Column("workers_involved", VALUE),
        sa.Column("workers_involved_low", sa.Double),
        sa.Column("workers_involved_high", sa.Double),
        sa.Column("workers_involved_bound", CODE),
        sa.Column("workers_involved_by", CODE, server_default="none", nullable=False),
        sa.Column("share_of_parent", VALUE),
        sa.Column("share_of_parent_low", sa.Double),
        sa.Column("share_of_parent_high", sa.Double),
        sa.Column("share_of_parent_bound", CODE),
        sa.Column("share_of_parent_by", CODE, server_default="none", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labour_event")),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_labour_event_id")),
        sa.ForeignKeyConstraint(["part_of_id"], ["labour_event.id"], name=op.f("fk_labour_event_part_of_id")),
        sa.CheckConstraint(f"announced_by IN {RESOLVED_BY}", name=op.f("ck_labour_event_announced_by_known")),
        sa.CheckConstraint(f"ended_by IN {RESOLVED_BY}", name=op.f("ck_labour_event_ended_by_known")),
        sa.CheckConstraint(f"jobs_affected_by IN {RESOLVED_BY}", name=op.f("ck_labour_event_jobs_affected_by_known")),
        sa.CheckConstraint(
            f"share_of_parent_by IN {RESOLVED_BY}", name=op.f("ck_labour_event_share_of_parent_by_known")
        ),
        sa.CheckConstraint(f"started_by IN {RESOLVED_BY}", name=op.f("ck_labour_event_started_by_known")),
        sa.CheckConstraint(
            f"workers_involved_by IN {RESOLVED_BY}", name=op.f("ck_labour_event_workers_involved_by_known")
        ),
        sa.CheckConstraint("announced_earliest <= announced_latest", name=op.f("ck_labour_event_announced_in_order")),
        sa.CheckConstraint("ended_earliest <= ended_latest", name=op.f("ck_labour_event_ended_in_order")),
        sa.CheckConstraint(
            "jobs_affected_low <= jobs_affected_high", name=op.f("ck_labour_event_jobs_affected_in_order")
        ),
        sa.CheckConstraint("part_of_id IS NULL OR part_of_id <> id", name=op.f("ck_labour_event_part_of_another")),
        sa.CheckConstraint(
            "share_of_parent_low <= share_of_parent_high", name=op.f("ck_labour_event_share_of_parent_in_order")
        ),
        sa.CheckConstraint("started_earliest <= started_latest", name=op.f("ck_labour_event_started_in_order")),
        sa.CheckConstraint(
            "workers_involved_low <= workers_involved_high", name=op.f("ck_labour_event_workers_involved_in_order")
        ),
    )
    op.create_index(op.f("ix_labour_event_part_of_id"), "labour_event", ["part_of_id"])


def create_organisation() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("organisation_kind", CODE, nullable=False),
        sa.Column("is_collective", sa.Boolean, nullable=False),
        sa.Column("country", sa.Text),
        sa.Column("industry_code", sa.Text),
        sa.Column("communication_stance", CODE),
        sa.Column("communication_stance_by", CODE, server_default="none", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_organisation_id")),
        sa.CheckConstraint(
            f"communication_stance_by IN {RESOLVED_BY}", name=op.f("ck_organisation_communication_stance_by_known")
        ),
    )


def create_sign_in() -> None:
    op.create_table(
        "sign_in",
        sa.Column("token_hash", sa.Text, nullable=False),
        sa.Column("user_id", sa.Integer, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_sign_in_user_id"), ondelete="CASCADE"),
    )
    op.create_index(op.f("ix_sign_in_user_id"), "sign_in", ["user_id"])


def create_dispute_claim() -> None:
    op.create_table(
        "dispute_claim",
        sa.Column("dispute_id", sa.Integer, nullable=False),
        sa.Column("claim_id", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("dispute_id", "claim_id", name=op.f("pk_dispute_claim")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_dispute_claim_claim_id")),
        sa.ForeignKeyConstraint(["dispute_id"], ["dispute.id"], name=op.f("fk_dispute_claim_dispute_id")),
    )
    op.create_index(op.f("ix_dispute_claim_claim_id"), "dispute_claim", ["claim_id"])


def create_initiative() -> None:
    op.create_table(
        "initiative",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("owner_id", sa.Integer, nullable=False),
        sa.Column("initiative_kind", CODE, nullable=False),
        sa.Column("release_stage", CODE),
        sa.Column("release_stage_by", CODE, server_default="none", nullable=False),
        sa.Column("proprietary_models", VALUE),
        sa.Column("proprietary_models_by", CODE, server_default="none", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiative")),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_initiative_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["organisation.id"], name=op.f("fk_initiative_owner_id")),
        sa.CheckConstraint(
            f"proprietary_models_by IN {RESOLVED_BY}", name=op.f("ck_initiative_proprietary_models_by_known")
        ),
        sa.CheckConstraint(f"release_stage_by IN {RESOLVED_BY}", name=op.f("ck_initiative_release_stage_by_known")),
    )
    op.create_index(op.f("ix_initiative_owner_id"), "initiative", ["owner_id"])


def create_milestone() -> None:
    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("subject_id", sa.Integer, nullable=False),
        sa.Column("milestone_kind", CODE, nullable=False),
        sa.Column("studio_id", sa.Integer),
        sa.Column("expected_date", VALUE),
        sa.Column("expected_date_earliest", sa.Date),
        sa.Column("expected_date_latest", sa.Date),
        sa.Column("expected_date_by", CODE, server_default="none", nullable=False),
        sa.Column("expected_date_slips", sa.Integer, server_default="0", nullable=False),
        sa.Column("actual_date", VALUE),
        sa.Column("actual_date_earliest", sa.Date),
        sa.Column("actual_date_latest", sa.Date),
        sa.Column("actual_date_by", CODE, server_default="none", nullable=False),
        sa.Column("reported_status", CODE),
        sa.Column("reported_status_by", CODE, server_default="none", nullable=False),
        sa.Column("test_setting", CODE),
        sa.Column("test_setting_by", CODE, server_default="none", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_milestone_id")),
        sa.ForeignKeyConstraint(["studio_id"], ["organisation.id"], name=op.f("fk_milestone_studio_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["record.id"], name=op.f("fk_milestone_subject_id")),
        sa.CheckConstraint(f"actual_date_by IN {RESOLVED_BY}", name=op.f("ck_milestone_actual_date_by_known")),
        sa.CheckConstraint(f"expected_date_by IN {RESOLVED_BY}", name=op.f("ck_milestone_expected_date_by_known")),
        sa.CheckConstraint(f"reported_status_by IN {RESOLVED_BY}", name=op.f("ck_milestone_reported_status_by_known")),
        sa.CheckConstraint(f"test_setting_by IN {RESOLVED_BY}", name=op.f("ck_milestone_test_setting_by_known")),
        sa.CheckConstraint(
            "actual_date_earliest <= actual_date_latest", name=op.f("ck_milestone_actual_date_in_order")
        ),
        sa.CheckConstraint(
            "expected_date_earliest <= expected_date_latest", name=op.f("ck_milestone_expected_date_in_order")
        ),
    )
    op.create_index(op.f("ix_milestone_expected_date_earliest"), "milestone", ["expected_date_earliest", "id"])
    op.create_index(op.f("ix_milestone_studio_id"), "milestone", ["studio_id"])
    op.create_index(op.f("ix_milestone_subject_id"), "milestone", ["subject_id"])


def create_source() -> None:
    op.create_table(
        "source",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("source_kind", CODE, nullable=False),
        sa.Column("publisher_id", sa.Integer),
        sa.Column("url", sa.Text),
        sa.Column("url_key", sa.Text),
        sa.Column("archive_url", sa.Text),
        sa.Column("language", sa.Text),
        sa.Column("published", sa.Text),
        sa.Column("published_earliest", sa.Date),
        sa.Column("published_latest", sa.Date),
        sa.Column("accessed_on", sa.Text),
        sa.Column("accessed_on_earliest", sa.Date),
        sa.Column("accessed_on_latest", sa.Date),
        sa.Column("content_sha256", sa.Text),
        sa.Column("paragraph_count", sa.Integer),
        sa.Column("derived_from_id", sa.Integer),
        sa.Column("lineage_status", CODE, nullable=False),
        sa.Column("reliability", CODE, nullable=False),
        sa.Column("reliability_note", sa.Text),
        sa.Column("rights_note", sa.Text),
        sa.Column("seen", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("url_key", name=op.f("uq_source_url_key")),
        sa.ForeignKeyConstraint(["derived_from_id"], ["source.id"], name=op.f("fk_source_derived_from_id")),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_source_id")),
        sa.ForeignKeyConstraint(["publisher_id"], ["organisation.id"], name=op.f("fk_source_publisher_id")),
        sa.CheckConstraint(
            "derived_from_id IS NULL OR lineage_status = 'derived'", name=op.f("ck_source_derived_says_so")
        ),
        sa.CheckConstraint(
            "lineage_status IN ('original', 'derived', 'unknown')", name=op.f("ck_source_lineage_status_known")
        ),
        sa.CheckConstraint("reliability IN ('A', 'B', 'C', 'D', 'E', 'F')", name=op.f("ck_source_reliability_known")),
        sa.CheckConstraint(
            "content_sha256 IS NULL OR length(content_sha256) = 64", name=op.f("ck_source_content_sha256_length")
        ),
        sa.CheckConstraint(
            "derived_from_id IS NULL OR derived_from_id <> id", name=op.f("ck_source_derived_from_another")
        ),
        sa.CheckConstraint(
            "paragraph_count IS NULL OR paragraph_count > 0", name=op.f("ck_source_paragraph_count_positive")
        ),
        sa.CheckConstraint("published_earliest <= published_latest", name=op.f("ck_source_published_in_order")),
    )
    op.create_index(op.f("ix_source_derived_from_id"), "source", ["derived_from_id"])
    op.create_index(op.f("ix_source_publisher_id"), "source", ["publisher_id"])


def create_studio() -> None:
    op.create_table(
        "studio",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("studio_kind", CODE, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studio")),
        sa.ForeignKeyConstraint(["id"], ["organisation.id"], name=op.f("fk_studio_id")),
    )


def create_evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", LABEL, nullable=False),
        sa.Column("claim_id", sa.Integer),
        sa.Column("record_id", sa.Integer),
        sa.Column("field", CODE, server_default="", nullable=False),
        sa.Column("source_id", sa.Integer, nullable=False),
        sa.Column("stance", CODE, server_default="supports", nullable=False),
        sa.Column("paragraph", sa.Integer),
        sa.Column("char_start", sa.Integer),
        sa.Column("char_end", sa.Integer),
        sa.Column("quote_sha256", sa.Text, server_default="", nullable=False),
        sa.Column("attributed_to_id", sa.Integer),
        sa.Column("attribution_mode", CODE, server_default="author_voice", nullable=False),
        sa.Column("certainty", CODE, server_default="CT+", nullable=False),
        sa.Column("date_inference", CODE, server_default="", nullable=False),
        sa.Column("credibility", sa.Integer, server_default="6", nullable=False),
        sa.Column("note", sa.Text, server_default="", nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", LABEL, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("key", name=op.f("uq_evidence_key")),
        sa.ForeignKeyConstraint(["attributed_to_id"], ["record.id"], name=op.f("fk_evidence_attributed_to_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_evidence_claim_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_evidence_record_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_evidence_source_id")),
        sa.CheckConstraint(
            "attribution_mode IN ('author_voice', 'reported_speech', 'direct_quote', 'headline')",
            name=op.f("ck_evidence_attribution_mode_known"),
        ),
        sa.CheckConstraint(
            "certainty IN ('CT+', 'PR+', 'PS+', 'CT-', 'PR-', 'PS-', 'CTu', 'Uu')",
            name=op.f("ck_evidence_certainty_known"),
        ),
        sa.CheckConstraint("field = '' OR record_id IS NOT NULL", name=op.f("ck_evidence_field_is_of_record")),
        sa.CheckConstraint(
            "quote_sha256 = '' OR length(quote_sha256) = 64", name=op.f("ck_evidence_quote_sha256_length")
        ),
        sa.CheckConstraint("stance IN ('supports', 'disputes', 'mentions')", name=op.f("ck_evidence_stance_known")),
        sa.CheckConstraint("(char_start IS NULL) = (char_end IS NULL)", name=op.f("ck_evidence_characters_in_pairs")),
        sa.CheckConstraint("(claim_id IS NULL) <> (record_id IS NULL)", name=op.f("ck_evidence_claim_or_record")),
        sa.CheckConstraint("char_start >= 0 AND char_end > char_start", name=op.f("ck_evidence_characters_in_order")),
        sa.CheckConstraint(
            "char_start IS NULL OR paragraph IS NOT NULL", name=op.f("ck_evidence_characters_in_paragraph")
        ),
        sa.CheckConstraint("credibility BETWEEN 1 AND 6", name=op.f("ck_evidence_credibility_known")),
        sa.CheckConstraint("paragraph >= 1", name=op.f("ck_evidence_paragraph_positive")),
    )
    op.create_index(op.f("ix_evidence_attributed_to_id"), "evidence", ["attributed_to_id"])
    op.create_index(op.f("ix_evidence_claim_id"), "evidence", ["claim_id"])
    op.create_index(op.f("ix_evidence_record_id"), "evidence", ["record_id"])
    op.create_index(op.f("ix_evidence_source_id"), "evidence", ["source_id"])


def create_revision() -> None:
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("record_id", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("action", CODE, nullable=False),
        sa.Column("actor", LABEL, nullable=False),
        sa.Column("user_id", sa.Integer),
        sa.Column("reason", sa.Text, server_default="", nullable=False),
        sa.Column("source_id", sa.Integer),
        sa.Column("changes", sa.JSON, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("record_id", "version", name=op.f("uq_revision_record_id_version")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_revision_record_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_revision_source_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_revision_user_id"), ondelete="SET NULL"),
    )
    op.create_index(op.f("ix_revision_at"), "revision", ["at"])
    op.create_index(op.f("ix_revision_source_id"), "revision", ["source_id"])
    op.create_index(op.f("ix_revision_user_id"), "revision", ["user_id"])


def create_source_text() -> None:
    op.create_table(
        "source_text",
        sa.Column("source_id", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_source_text")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_source_text_source_id")),
    )


def guard_revisions() -> None:
    """Have the database itself refuse a change of history: all that may happen is that an account goes."""
    if op.get_bind().dialect.name == "postgresql":
        guard_revisions_on_postgresql()
        return
    changed = " OR ".join(["NEW.user_id IS NOT NULL", *(f"NEW.{name} IS NOT OLD.{name}" for name in REVISION)])
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    op.execute(f"CREATE TRIGGER revision_not_updated BEFORE UPDATE ON revision WHEN {changed} {refuse}")
    op.execute(f"CREATE TRIGGER revision_not_deleted BEFORE DELETE ON revision {refuse}")


def guard_revisions_on_postgresql() -> None:
    op.execute(
        f"""
        CREATE FUNCTION refuse_change_of_revision() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                OLD.user_id := NULL;
                IF NEW::text = OLD::text THEN
                    RETURN NEW;
                END IF;
            END IF;
            RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """
    )
    for name, event in (("updated", "UPDATE"), ("deleted", "DELETE")):
        op.execute(
            f"CREATE TRIGGER revision_not_{name} BEFORE {event} ON revision "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_revision()"
        )
    op.execute(
        "CREATE TRIGGER revision_not_truncated BEFORE TRUNCATE ON revision "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_revision()"
    )
