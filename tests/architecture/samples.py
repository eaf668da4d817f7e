"""Something of each side for every argument that an address can take.

A page whose address takes an argument that is not named here fails the scope test: add a sample. The argument alone
decides, or, where one name means different things, the longest beginning of the page's name that is listed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.factories import capture, councils, decisions, movements, reports
from tests.factories.accounts import make_actor, make_user
from tests.factories.appraisal import photograph
from tests.factories.nominations import AT, make_round, make_sent, make_submission, referral_of, row
from tests.factories.organizations import Country
from tests.factories.people import make_person
from tests.factories.register import make_entry
from tests.factories.workbooks import plain
from thidua.core.periods import between
from thidua.domain.access import Actor, Role
from thidua.domain.accounts.models import Delegation, RoleGrant, Token
from thidua.domain.accounts.tokens import issue_token
from thidua.domain.archive import actions as archive
from thidua.domain.archive.models import Dossier, FixityRun, Hold, Item, Package
from thidua.domain.capture.models import Page
from thidua.domain.catalogue.models import RuleDraft, TextComparison
from thidua.domain.councils.models import AgendaItem
from thidua.domain.decisions.models import Decision, DecisionLine
from thidua.domain.movements.actions import record_review
from thidua.domain.movements.models import Movement, Registration, Review
from thidua.domain.movements.states import ReviewKind, ReviewOutcome
from thidua.domain.movements.values import Score
from thidua.domain.nominations import actions as nominations
from thidua.domain.nominations.models import (
    Evidence,
    Nomination,
    OpinionRequest,
    Posting,
    PostingComment,
    Round,
    Submission,
)
from thidua.domain.organizations.models import Organization
from thidua.domain.people.models import Duplicate, Person
from thidua.domain.register.imports.actions import receive
from thidua.domain.register.models import Entry, ImportBatch
from thidua.domain.reporting.actions import change_view, save_view
from thidua.domain.reporting.models import SavedView
from thidua.domain.reports.models import Assignment, Definition


class Side:
    """A federation with one grassroots union, and one of everything that can belong to them, made when asked for."""

    def __init__(self, country: Country, office: Organization, unit: Organization, files: Path) -> None:
        # The factories speak of Phú Thọ and Lâm Thao; here these names stand for this side's units.
        self.country = replace(country, phu_tho=office, lam_thao=unit, giay=unit)
        self.office, self.unit, self.files = office, unit, files

    @cached_property
    def officer(self) -> Actor:
        return make_actor(Role.OFFICER, self.unit)

    @cached_property
    def appraiser(self) -> Actor:
        return make_actor(Role.APPRAISER, self.office)

    @cached_property
    def person(self) -> Person:
        return make_person("Nguyễn Thị Hường", self.unit)

    @cached_property
    def pair(self) -> Duplicate:
        first, second = self.person, make_person("Nguyễn Thị Hường", self.unit)
        return Duplicate.objects.create(first=first, second=second, score=80, reasons=["name"])

    @cached_property
    def grant(self) -> RoleGrant:
        return make_user(f"mau-{self.unit.code}@thidua.example", (Role.OFFICER, self.unit)).grants.get()

    @cached_property
    def token(self) -> Token:
        return issue_token(
            actor=make_actor(Role.OFFICER, self.unit), at=AT, on=AT.date(), unit_id=self.unit.pk, label="Nhân sự",
            scopes=["register"], until=AT.date(),
        )[0]  # fmt: skip

    @cached_property
    def view(self) -> SavedView:
        """Shared with the office and everybody below it."""
        owner = make_actor(Role.OFFICER, self.office)
        kept = save_view(actor=owner, at=AT, name="Bảng của tôi", address="")
        return change_view(actor=owner, at=AT, view_id=kept.pk, name=kept.name, shared_with=self.office.pk)

    @cached_property
    def delegation(self) -> Delegation:
        return Delegation.objects.create(
            grant=self.grant,
            delegate=make_user(f"thay-{self.unit.code}@thidua.example"),
            during=between(date(2026, 12, 1), date(2026, 12, 31)),
            instrument="GUQ 1",
        )

    @cached_property
    def entry(self) -> Entry:
        return make_entry(self.person.subject, self.unit, self.country.tld)

    @cached_property
    def former_list(self) -> ImportBatch:
        header = ("Họ và tên", "Năm sinh", "Hình thức", "Số QĐ", "Ngày QĐ")
        content = plain([header, ("Lê Thị Mận", 1975, "BK_LDLD", f"57/QĐ-{self.unit.code}", "20/12/2014")])
        return receive(content, "so-cu.xlsx", unit=self.office, actor=Actor.system("Văn thư"), at=AT)

    @cached_property
    def round(self) -> Round:
        return make_round(self.unit)

    @cached_property
    def draft(self) -> Submission:
        return make_submission(self.unit, self.round, [row(0)], actor=self.officer)

    @cached_property
    def draft_row(self) -> Nomination:
        return self.draft.nominations.get()

    @cached_property
    def evidence(self) -> Evidence:
        return nominations.add_evidence(
            nomination_id=self.draft_row.pk,
            content=photograph(),
            file_name="trang 1.jpg",
            content_root=self.files,
            actor=self.officer,
            at=AT,
        )

    @cached_property
    def sent(self) -> Nomination:
        return make_sent(
            self.unit, make_round(self.office), [row(1, "BK_LDLD"), row(2, "BK_LDLD")], actor=self.officer
        )[0]

    @cached_property
    def posting(self) -> Posting:
        return nominations.open_posting(
            organization=self.office,
            round_id=self.sent.submission.round_id,
            nomination_ids=[self.sent.pk],
            starts_on=AT.date(),
            title="Danh sách đề nghị",
            actor=self.appraiser,
            at=AT,
        )

    @cached_property
    def opinion(self) -> OpinionRequest:
        return nominations.ask_opinion(
            referral_ids=[referral_of(self.sent).pk],
            body="Sở Nội vụ",
            question="Đề nghị cho ý kiến.",
            due_on=AT.date() + timedelta(days=10),
            actor=self.appraiser,
            at=AT,
        )

    @cached_property
    def comment(self) -> PostingComment:
        return nominations.add_comment(posting_id=self.posting.pk, text="Ý kiến về người này.", at=AT)

    @cached_property
    def comparison(self) -> TextComparison:
        return TextComparison.objects.get_or_create(
            award_code="CSTDCS", version="CSTDCS.R14", condition="union_payroll", since=date(2014, 8, 20),
            defaults={"fingerprint": "0" * 64, "document": "Nghị định 65/2014/NĐ-CP", "compared_on": AT.date(),
                      "first_by_id": self.grant.user_id, "first_name": "Pháp chế", "first_at": AT},
        )[0]  # fmt: skip

    @cached_property
    def rule_draft(self) -> RuleDraft:
        return RuleDraft.objects.get_or_create(
            award_code="CSTDCS", version="CSTDCS.R26", condition="advanced_worker", since=date(2026, 10, 1),
            defaults={"starts_on": date(2027, 7, 1), "instrument": "L-2026", "article": "9", "values": {},
                      "title_vi": "Mới", "drafted_by_id": self.grant.user_id, "drafted_name": "Pháp chế", "drafted_at": AT},
        )[0]  # fmt: skip

    @cached_property
    def movement(self) -> Movement:
        return movements.make_live(self.office, starts_on=date(2026, 12, 9))

    @cached_property
    def movement_draft(self) -> Movement:
        return movements.make_draft(self.office, title="Bản thảo của đơn vị")

    @cached_property
    def registration(self) -> Registration:
        return movements.register(self.movement, self.unit, 10, 20, actor=self.officer)

    @cached_property
    def review(self) -> Review:
        points = {"Số sáng kiến": Decimal(50), "Giá trị làm lợi": Decimal(30)}
        return record_review(
            movement_id=self.movement.pk,
            kind=ReviewKind.INTERIM,
            outcome=ReviewOutcome.KEEP,
            findings="Đạt chỉ tiêu.",
            held_on=date(2026, 12, 20),
            actor=movements.head_of(self.office),
            at=AT + timedelta(days=20),
            scores=[Score(self.registration.pk, points)],
        )

    @cached_property
    def report_form(self) -> Definition:
        return reports.make_definition(self.office)

    @cached_property
    def assignment(self) -> Assignment:
        """Asked of the office and its unit, whose report is sent."""
        made = reports.make_assignment(self.office, self.report_form)
        reports.send(made, self.unit, actor=self.officer)
        return made

    @cached_property
    def item(self) -> AgendaItem:
        return councils.open_vote(self.country, actor=councils.secretary_of(self.office))

    @cached_property
    def decision(self) -> Decision:
        return decisions.make_issued(self.country)

    @cached_property
    def clerk(self) -> Actor:
        return make_actor(Role.CLERK, self.country.tld)

    @cached_property
    def dossier(self) -> Dossier:
        """Of a decision of the unit itself, so that the unit and all above it may open it."""
        entry = make_entry(
            self.person.subject, self.unit, self.unit, register_no=f"CS-{self.unit.code}", award_code="GK_CDCS",
            decision_number="7/QĐ-CĐCS", decided_on=date(2005, 5, 1),
        )  # fmt: skip
        return archive.open_dossier(entry=entry, actor=self.clerk, at=AT)

    @cached_property
    def paper(self) -> Item:
        return archive.keep_original(
            dossier_id=self.dossier.pk, content=photograph(), file_name="quyet-dinh.jpg", title="Quyết định",
            content_root=self.files, actor=self.clerk, at=AT,
        )  # fmt: skip

    @cached_property
    def hold(self) -> Hold:
        head = make_actor(Role.HEAD, self.unit)
        return archive.place_hold(dossier_id=self.dossier.pk, reason="Đơn khiếu nại", actor=head, at=AT)

    @cached_property
    def package(self) -> Package:
        return archive.ask_package(
            organization=self.unit, dossier_ids=[self.paper.dossier_id], title="Gói", actor=self.clerk, at=AT
        )

    @cached_property
    def run(self) -> FixityRun:
        return FixityRun.objects.first() or archive.start_fixity(asked_by="Văn thư", at=AT)

    @cached_property
    def captured(self) -> Page:
        """A page of an old book of the office, to be keyed."""
        clerk = make_actor(Role.CLERK, self.office)
        return capture.make_page(capture.make_batch(self.country, clerk, AT), clerk, AT, self.files)

    @cached_property
    def line(self) -> DecisionLine:
        return DecisionLine.objects.filter(decision=self.decision).order_by("pk")[0]


Sample = Callable[[Side], Any]

BY_ARGUMENT: dict[str, Sample] = {
    "unit_id": lambda side: side.unit.pk,
    "person_id": lambda side: side.person.pk,
    "subject_id": lambda side: side.person.pk,
    "duplicate_id": lambda side: side.pair.pk,
    "grant_id": lambda side: side.grant.pk,
    "delegation_id": lambda side: side.delegation.pk,
    "view_id": lambda side: side.view.pk,
    "token_id": lambda side: side.token.pk,
    "root_id": lambda side: side.entry.pk,
    "entry_id": lambda side: side.entry.pk,
    "register_no": lambda side: side.entry.register_no,
    "nomination_id": lambda side: side.sent.pk,
    "referral_id": lambda side: referral_of(side.sent).pk,
    "submission_id": lambda side: side.sent.submission_id,
    "evidence_id": lambda side: side.evidence.pk,
    "upload_id": lambda _side: "0" * 32,
    "posting_id": lambda side: side.posting.pk,
    "opinion_id": lambda side: side.opinion.pk,
    "comment_id": lambda side: side.comment.pk,
    "draft_id": lambda side: side.rule_draft.pk,
    "dossier_id": lambda side: side.dossier.pk,
    "item_id": lambda side: side.paper.pk,
    "hold_id": lambda side: side.hold.pk,
    "package_id": lambda side: side.package.pk,
    "run_id": lambda side: side.run.pk,
    "comparison_id": lambda side: side.comparison.pk,
    "movement_id": lambda side: side.movement.pk,
    "other_id": lambda side: side.movement_draft.pk,
    "registration_id": lambda side: side.registration.pk,
    "review_id": lambda side: side.review.pk,
    "token": lambda _side: "khong-co",
    "definition_id": lambda side: side.report_form.pk,
    "assignment_id": lambda side: side.assignment.pk,
    "user_id": lambda side: side.grant.user_id,
    "batch_id": lambda side: side.captured.batch_id,
    "page_id": lambda side: side.captured.pk,
    "row_id": lambda side: side.captured.rows.order_by("place")[0].pk,
}
BY_PAGE: dict[tuple[str, str], Sample] = {
    ("capture_do", "act"): lambda _side: "bo",
    ("report_form_act", "act"): lambda _side: "thoi-dung",
    ("report_campaign_act", "act"): lambda _side: "khoa",
    ("report_act", "act"): lambda _side: "duyet",
    ("report_paper", "kind"): lambda _side: "xlsx",
    ("report_snapshot", "number"): lambda _side: 1,
    ("board_urge", "unit_id"): lambda side: side.office.pk,
    ("balance_line", "line"): lambda _side: "ended",
    ("award", "code"): lambda _side: "CSTDCS",
    ("comparison_rule", "code"): lambda _side: "CSTDCS",
    ("comparison_rule", "version"): lambda _side: "CSTDCS.R14",
    ("comparison_rule", "condition"): lambda _side: "union_payroll",
    ("comparison_rule", "since"): lambda _side: "2014-08-20",
    ("draft_rule", "code"): lambda _side: "CSTDCS",
    ("draft_rule", "version"): lambda _side: "CSTDCS.R26",
    ("draft_rule", "condition"): lambda _side: "advanced_worker",
    ("draft_rule", "since"): lambda _side: "2026-10-01",
    ("draft_provision", "kind"): lambda _side: "bieu-quyet",
    ("draft_provision", "code"): lambda _side: "*",
    ("draft_provision", "version"): lambda _side: "-",
    ("draft_provision", "condition"): lambda _side: "vote",
    ("draft_provision", "since"): lambda _side: "2004-05-26",
    ("public_procedure", "code"): lambda _side: "CSTDCS",
    ("public_text", "code"): lambda _side: "ND65-2014",
    ("public_form", "form"): lambda _side: "mau-01",
    ("comparison_act", "act"): lambda _side: "xac-nhan",
    ("instrument", "code"): lambda _side: "ND65-2014",
    ("statutory_form", "code"): lambda _side: "0603",
    ("statutory_lines", "code"): lambda _side: "0603",
    ("statistics_export", "kind"): lambda _side: "xlsx",
    ("register_export", "kind"): lambda _side: "xlsx",
    ("opinion_act", "act"): lambda _side: "nhac",
    ("appraise_act", "act"): lambda _side: "reject",
    ("nomination_decide", "nomination_id"): lambda side: side.draft_row.pk,
    ("nomination_amend", "nomination_id"): lambda side: side.draft_row.pk,
    ("nomination_file", "nomination_id"): lambda side: side.draft_row.pk,
    ("movement_edit", "movement_id"): lambda side: side.movement_draft.pk,
    ("movement_edit", "part"): lambda _side: "objective",
    ("movement_standard_scoring", "movement_id"): lambda side: side.movement_draft.pk,
    ("movement_launch", "movement_id"): lambda side: side.movement_draft.pk,
    ("movement_discard", "movement_id"): lambda side: side.movement_draft.pk,
    ("person_record", "part"): lambda _side: "cong-tac",
    ("unit_change", "act"): lambda _side: "doi-ten",
    ("round", "pk"): lambda side: side.round.pk,
    ("submission_start", "pk"): lambda side: side.round.pk,
    ("submission", "pk"): lambda side: side.draft.pk,
    ("nomination", "pk"): lambda side: side.draft_row.pk,
    ("evidence_add", "pk"): lambda side: side.draft_row.pk,
    ("upload", "pk"): lambda side: side.draft_row.pk,
    ("evidence", "pk"): lambda side: side.evidence.pk,
    ("council", "pk"): lambda side: side.item.meeting.council_id,
    ("council_member_end", "pk"): lambda side: side.item.meeting.council.members.first().pk,
    ("meeting", "pk"): lambda side: side.item.meeting_id,
    ("meeting_plan", "pk"): lambda side: side.item.meeting.council_id,
    ("meeting_item_act", "pk"): lambda side: side.item.pk,
    ("meeting_count_paper", "pk"): lambda side: side.item.pk,
    ("meeting_candidate_act", "pk"): lambda side: side.item.candidates.first().pk,
    ("meeting", "kind"): lambda _side: "pdf",
    ("meeting_item_act", "act"): lambda _side: "bo",
    ("meeting_candidate_act", "act"): lambda _side: "de-lai",
    ("decision", "pk"): lambda side: side.decision.pk,
    ("decision_line_act", "pk"): lambda side: side.line.pk,
    ("decision_certificate", "pk"): lambda side: side.line.pk,
    ("decision", "kind"): lambda _side: "pdf",
    ("import", "pk"): lambda side: side.former_list.pk,
    ("decision_act", "act"): lambda _side: "da-chi",
    ("decision_line_act", "act"): lambda _side: "bo",
}
FORMS: dict[str, Callable[[Side], dict[str, Any]]] = {
    "capture_save": lambda side: {"row": side.captured.rows.order_by("place")[0].pk},
    "duplicate_decide": lambda _side: {"act": "distinct"},
    "meeting_presence": lambda side: {"mark": f"{side.item.meeting.council.members.first().pk}:present"},
}
"""What is sent by POST where an empty form names nothing to do, by the page's name."""
KNOWN_TO_ONE = frozenset(
    {
        "appraise_receipt",
        "upload_piece",
        "meeting_count_paper",
        "delegation_revoke",
        "token_revoke",
        "archive_package_file",
    }
)
"""Pages that nobody here can reach: what they show lives in one session, one upload, one lender, or comes after a count."""
SAME_FOR_ALL = frozenset(
    {
        "award",
        "comparison_rule",
        "comparison_act",
        "draft",
        "draft_patch",
        "draft_rule",
        "draft_provision",
        "draft_withdraw",
        "instrument",
        "statutory_form",
        "statutory_lines",
        "statistics_export",
        "register_export",
        "appraise_receipt",
        "fixity_run",
    }
)
"""Pages whose arguments name nothing that belongs to a unit (an award of the law, a file type): no outside exists."""


def sample_for(page: str, argument: str) -> Sample | None:
    """The sample of the argument; of several beginnings of the page's name the longest wins."""
    begun = [
        key for key in BY_PAGE if key[1] == argument and (page == key[0] or page.startswith(f"{key[0]}_"))
    ]
    return BY_PAGE[max(begun, key=lambda key: len(key[0]))] if begun else BY_ARGUMENT.get(argument)
