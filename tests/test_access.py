"""Who gets which page: every URL, every role, the own agency and another one.

A row names a URL, its methods, the roles that may, and how to make its object. A URL
without a row fails. Whether the moment is right (a status, a deadline) is the actions'
to say: here an answer of 200, 302, 409, 412 or 422 is a "yes".
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.enums import AgencyKind, NoticeKind, Role
from accounts.models import Agency, Invitation, Notice, Placement
from accounts.models import Correction as DataCorrection
from accounts.permissions import people_with
from assessments.enums import Status
from assessments.models import (
    Citation,
    CorrectedLevel,
    Correction,
    Determination,
    Example,
    FollowUp,
    IndicatorFormat,
    Mentoring,
    MentoringFollowUp,
    Message,
    Objection,
    ObjectionEvidence,
    PlannedPeriod,
    ReasonPhrase,
    WorkbookImport,
)
from evidence.models import Upload
from insight.models import PastImport
from opendata.models import ApiToken, Release
from reorganisations.models import Reorganisation
from reports.codes import new_code
from reports.content import export_head, report_inputs
from reports.enums import ItemStatus, JobStatus, Kind
from reports.models import (
    Batch,
    BatchItem,
    Component,
    Export,
    IssuedDocument,
    RuleSet,
    ScoreList,
    WordCopy,
    WordTemplate,
)
from spbe_portal.urls import site
from teams.models import (
    Certificate,
    Competence,
    Decree,
    Membership,
    Nomination,
    NominationSeat,
    Person,
    RegistryImport,
    Seat,
    Team,
    Training,
)
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    DocumentFactory,
    MentorAssignmentFactory,
    PeriodFactory,
    PlenarySessionFactory,
    UserFactory,
    small_version,
)

R = Role
YES = "ya"
GET, POST, FORM = ("GET",), ("POST",), ("GET", "POST")
EVERYBODY = frozenset(Role)
NOBODY = frozenset()
OPD = frozenset({R.OPD_MEMBER, R.OPD_COORDINATOR, R.OPD_HEAD})
MANAGING = frozenset({R.OPD_HEAD, R.OPD_COORDINATOR})
HEAD = frozenset({R.OPD_HEAD})
COORDINATOR = frozenset({R.OPD_COORDINATOR})
MENTOR = frozenset({R.MENTOR})
ASSESSOR = frozenset({R.ASSESSOR})
SECRETARIAT = frozenset({R.SECRETARIAT})
AUDITOR = frozenset({R.AUDITOR})
CONTROL = ASSESSOR | SECRETARIAT | AUDITOR
READERS = OPD | MENTOR | CONTROL
MANAGERS = SECRETARIAT | {R.ADMIN}
INVITERS = MANAGERS | {R.OPD_COORDINATOR}
ISSUERS = SECRETARIAT | HEAD | {R.OPD_COORDINATOR}
PUBLISHERS = SECRETARIAT | MENTOR
RECORDERS = ASSESSOR | SECRETARIAT
REGISTRARS = SECRETARIAT | {R.OPD_COORDINATOR}
PERSONAL = REGISTRARS | HEAD | AUDITOR
SCOPED = OPD | MENTOR  # these see some agencies only


class World:
    """Two agencies with one of each object; people of every role at the first."""

    def __init__(self):
        self.own, self.other = AgencyFactory(code="1.01"), AgencyFactory(code="1.02")
        self.users = {
            role: UserFactory(role=role, agency=self.own if role in OPD else None)
            for role in Role
        }
        MentorAssignmentFactory(mentor=self.users[R.MENTOR], agency=self.own)
        self.period = PeriodFactory(year=2026, quarter=4)
        self.secretary = self.users[R.SECRETARIAT]
        self.clients = {role: Client() for role in Role}
        for role, client in self.clients.items():
            client.force_login(self.users[role])

    def assessment(self, agency):
        return AssessmentFactory(period=self.period, agency=agency)

    def answer(self, agency):
        return self.assessment(agency).answers.first()

    def step(self, agency):
        return FollowUp.objects.create(
            answer=self.answer(agency),
            level=3,
            step="Susun SOP.",
            added_by=self.secretary,
        )

    def document(self, agency):
        return DocumentFactory(agency=agency, created_by=self.secretary)

    def citation(self, agency):
        document = self.document(agency)
        return Citation.objects.create(
            answer=self.answer(agency),
            document=document,
            version=document.current,
            cited_by=self.secretary,
        )

    def objection(self, agency):
        return Objection.objects.create(
            answer=self.answer(agency), reason="Ada SK.", raised_by=self.secretary
        )

    def membership(self, agency):
        return Membership.objects.create(
            team=Team.objects.create(agency=agency),
            seat=Seat.objects.get(number=1),
            person=self.person(agency),
            assigned_by=self.secretary,
        )

    def plan(self):
        now = timezone.now()
        return PlannedPeriod.objects.create(
            year=2027,
            quarter=1,
            version=self.period.version,
            opens_at=now,
            filling_until=now,
            review_until=now,
            plenary_until=now,
            planned_by=self.secretary,
        )

    def person(self, agency):
        return Person.objects.create(agency=agency, name="Sekretaris")

    def determination(self):
        return Determination.objects.create(
            period=self.period,
            number="1/BA/2026",
            decided_on=date(2026, 10, 1),
            place="Mamuju",
            instrument_code="kecil",
            instrument_sha256="0" * 64,
            inputs_sha256="0" * 64,
            determined_by=self.secretary,
        )

    def determined(self, agency):
        """An answer of an assessment that is over."""
        assessment, now = self.assessment(agency), timezone.now()
        by = {"submitted_by": self.secretary, "verified_by": self.secretary}
        at = {
            f"{step}_at": now
            for step in ("submitted", "verified", "finalised", "determined")
        }
        type(assessment).objects.filter(pk=assessment.pk).update(
            status=Status.DETERMINED, finalised_by=self.secretary, **by, **at
        )
        return assessment.answers.first()

    def reorganisation(self):
        return Reorganisation.objects.create(
            kind="MERGE",
            effective_on=date(2027, 1, 1),
            basis_number="Perda 7/2025",
            basis_title="Perangkat daerah",
            basis_on=date(2026, 6, 1),
            reason="Penataan.",
            choices={"predecessors": [self.own.pk], "successors": [self.other.pk]},
            made_by=self.secretary,
        )

    def correction(self):
        return Correction.objects.create(
            period=self.period,
            reason="Keliru.",
            source="LHP",
            prepared_by=self.secretary,
        )

    def rule_set(self):
        return RuleSet.objects.create(
            name=f"Aturan {RuleSet.objects.count()}",
            legal_basis="Pergub",
            method="LINEAR_MAX",
            weight=30,
            not_final="EMPTY",
            valid_from=date(2026, 1, 1),
            created_by=self.secretary,
        )

    def export(self):
        determination, rule_set = self.determination(), self.rule_set()
        RuleSet.objects.filter(pk=rule_set.pk).update(
            approved_by=UserFactory(role=R.SECRETARIAT), approved_at=timezone.now()
        )
        rule_set = RuleSet.objects.get(pk=rule_set.pk)
        inputs = export_head(determination, rule_set, "April 2026")
        document = IssuedDocument.objects.create(
            kind=Kind.TPP_SHEET,
            period=self.period,
            determination=determination,
            code=new_code(),
            inputs_sha256="0" * 64,
            requested_by=self.secretary,
        )
        return Export.objects.create(
            document=document,
            period=self.period,
            determination=determination,
            rule_set=rule_set,
            revision=1,
            paid_months="April 2026",
            inputs=inputs,
            inputs_sha256="0" * 64,
            created_by=self.secretary,
        )

    def report(self, agency):
        now = timezone.now()
        assessment = self.assessment(agency)
        document = IssuedDocument(
            kind=Kind.OPD_REPORT,
            period=self.period,
            assessment=assessment,
            inputs=report_inputs(assessment),
            is_draft=True,
            status=JobStatus.DONE,
            progress=100,
            inputs_sha256="0" * 64,
            sha256="0" * 64,
            size=4,
            requested_by=self.secretary,
            requested_at=now,
            finished_at=now,
        )
        document.file.save("laporan.pdf", ContentFile(b"%PDF"), save=False)
        document.save()
        return document


@dataclass(frozen=True)
class Row:
    """`make(world, agency)` gives the URL's arguments; `scoped` if the agency counts.

    `personal`: nobody sees another person's, not even in the same agency.
    `writes`: a GET that leaves an event, because reading evidence is on record.
    """

    name: str
    methods: tuple[str, ...]
    roles: frozenset[Role]
    make: Callable[[World, object], dict] | None = None
    scoped: bool = False
    writes: bool = False
    personal: bool = False


def own(name, methods, roles, make, *, writes=False):
    """A row whose object belongs to an agency."""
    return Row(name, methods, roles, make, scoped=True, writes=writes)


def assessment(world, agency):
    return {"pk": world.assessment(agency).pk}


def government(world, agency):
    """The agency as a government, whose indicators have owners."""
    Agency.objects.filter(pk=agency.pk).update(kind=AgencyKind.PEMDA)
    return assessment(world, agency)


def answer(world, agency):
    return {"pk": world.answer(agency).pk}


def workbook_import(world, agency):
    imported = WorkbookImport.objects.create(
        assessment=world.assessment(agency),
        file_name="isian.xlsx",
        file_sha256="0" * 64,
        rows={"rows": [], "errors": [], "extra": 0},
        uploaded_by=world.secretary,
    )
    return {"pk": imported.pk}


def step(world, agency):
    return {"pk": world.step(agency).pk}


def citation(world, agency):
    return {"pk": world.citation(agency).pk}


def message(world, agency):
    answer = world.answer(agency)
    author = world.secretary
    return {"pk": Message.objects.create(answer=answer, author=author, text="?").pk}


def example(world, agency):
    made = Example.objects.create(
        instrument_code="kecil",
        indicator_code="I1",
        level=3,
        is_sufficient=True,
        title="SOP",
        explanation="Lengkap.",
        source=world.citation(agency),
        proposed_by=world.secretary,
    )
    return {"pk": made.pk}


def phrase(world, agency):
    mentor = world.users[R.MENTOR]
    return {"pk": ReasonPhrase.objects.create(text="Belum disahkan.", owner=mentor).pk}


def document(world, agency):
    return {"pk": world.document(agency).pk}


def agency_key(world, agency):
    return {"pk": agency.pk}


def reorganisation(world, agency):
    return {"pk": world.reorganisation().pk}


def province_document(world, agency):
    return {"pk": world.document(None).pk}


def indicator_format(world, agency):
    row = IndicatorFormat.objects.create(
        document=world.document(None),
        instrument_code="kecil",
        indicator_code="I1",
        added_by=world.secretary,
    )
    return {"pk": row.pk}


def version(world, agency):
    return {"pk": world.document(agency).current_id}


def province_version(world, agency):
    return {"pk": world.document(None).current_id}


def mentoring(world, agency):
    row = Mentoring.objects.create(
        assessment=world.assessment(agency),
        held_on=date(2026, 11, 2),
        place="Ruang rapat",
        subjects="Bukti.",
        recorded_by=world.secretary,
    )
    return {"pk": row.pk}


def mentoring_follow_up(world, agency):
    row = MentoringFollowUp.objects.create(
        mentoring_id=mentoring(world, agency)["pk"],
        text="Susun SOP.",
        owner=world.secretary,
        due_on=date(2026, 12, 1),
    )
    return {"pk": row.pk}


def somebodys_upload(world, agency):
    upload = Upload.objects.create(
        user=UserFactory(agency=agency),
        name="sk.pdf",
        size=9,
        expires_at=timezone.now(),
    )
    return {"pk": upload.pk}


def rule_set(world, agency):
    return {"pk": world.rule_set().pk}


def component(world, agency):
    made = Component.objects.create(
        rule_set=world.rule_set(),
        position=1,
        name="SAKIP",
        weight=40,
        scale_max=100,
        legal_basis="LHE",
    )
    return {"pk": made.rule_set_id, "position": 1}


def scores(world, agency):
    made = ScoreList.objects.create(
        period=world.period,
        component="SAKIP",
        scale_max=100,
        source="LHE",
        file_name="nilai.xlsx",
        file_sha256="0" * 64,
        rows=[{"number": 2, "code": "1.01", "value": "80.00", "fault": ""}],
        uploaded_by=world.secretary,
    )
    return {"pk": made.pk}


def export(world, agency):
    return {"pk": world.export().pk}


def quarter(world, agency):
    return {"year": 2026, "quarter": 4}


def quarter_and_mentor(world, agency):
    return quarter(world, agency) | {"uuid": world.users[R.MENTOR].uuid}


def quarter_and_indicator(world, agency):
    return quarter(world, agency) | {"code": "I1"}


def quarter_and_code(world, agency):
    return quarter(world, agency) | {"code": "I1"}


def by_code(world, agency):
    return {"code": agency.code}


def year(world, agency):
    return {"year": 2026}


def two_versions(world, agency):
    return {"old": small_version("lama").code, "new": small_version("baru").code}


def past_import(world, agency):
    made = PastImport.objects.create(
        file_name="hasil.xlsx",
        file_sha256="0" * 64,
        rows=[],
        uploaded_by=world.secretary,
    )
    return {"pk": made.pk}


def plan(world, agency):
    return {"pk": world.plan().pk}


def release(world, agency):
    return {
        "pk": Release.objects.create(
            period=world.period,
            determination=world.determination(),
            revision=1,
            shows_rank=True,
            content={},
            sha256="0" * 64,
            published_by=world.secretary,
        ).pk
    }


def api_token(world, agency):
    return {
        "pk": ApiToken.objects.create(
            name="Gudang data",
            digest=uuid4().hex * 2,
            hint="spbe_",
            scopes=["results:read"],
            expires_at=timezone.now() + timedelta(days=1),
            created_by=world.secretary,
        ).pk
    }


def determination(world, agency):
    return {"pk": world.determination().pk}


def correction(world, agency):
    return {"pk": world.correction().pk}


def correction_add(world, agency):
    return {
        "pk": world.correction().pk,
        "assessment": world.determined(agency).assessment_id,
    }


def correction_line(world, agency):
    made = CorrectedLevel.objects.create(
        correction=world.correction(),
        answer=world.determined(agency),
        old_level=1,
        level=2,
        reason="Keliru.",
        source="LHP",
        added_by=world.secretary,
    )
    return {"pk": made.pk}


def objection(world, agency):
    return {"pk": world.objection(agency).pk}


def shown_evidence(world, agency):
    document = world.document(agency)
    shown = ObjectionEvidence.objects.create(
        objection=world.objection(agency),
        document=document,
        version=document.current,
        added_by=world.secretary,
    )
    return {"pk": shown.pk}


def session(world, agency):
    return {"pk": PlenarySessionFactory(period=world.period).pk}


def person(world, agency):
    return {"uuid": UserFactory(role=R.MENTOR, agency=agency).uuid}


def invitation(world, agency):
    offered = Invitation.objects.create(
        email=f"{uuid4()}@example.invalid",
        role=R.OPD_MEMBER,
        agency=agency,
        invited_by=world.secretary,
        expires_at=timezone.now(),
    )
    return {"uuid": offered.uuid}


def data_correction(world, agency):
    user = UserFactory(agency=agency)
    return {"uuid": DataCorrection.objects.create(user=user, text="Nama.").uuid}


def log_in_session(world, agency):
    row = UserSession.objects.create(
        user=UserFactory(agency=agency),
        ip="127.0.0.1",
        user_agent="",
        session_key=str(uuid4())[:32],
    )
    return {"pk": row.pk}


def notice(world, agency):
    told = Notice.objects.create(
        user=UserFactory(agency=agency),
        kind=NoticeKind.OPENED,
        key=str(uuid4()),
        text="Triwulan dibuka.",
        url="/",
    )
    return {"uuid": told.pk}


def team(world, agency):
    return {"code": agency.code}


def team_quarter(world, agency):
    return {"code": agency.code, "year": 2026, "quarter": 1}


def seat(world, agency):
    return {"code": agency.code, "number": 2}


def employee(world, agency):
    return {"pk": world.person(agency).pk}


def certificate(world, agency):
    made = Certificate.objects.create(
        person=world.person(agency),
        competence=Competence.objects.first(),
        issuer="Pusdiklat",
        number="1",
        issued_on=date(2026, 1, 2),
        added_by=world.secretary,
    )
    return {"pk": made.pk}


def registry_import(world, agency):
    made = RegistryImport.objects.create(
        file_name="registri.xlsx",
        file_sha256="0" * 64,
        uploaded_by=UserFactory(agency=agency),
    )
    return {"pk": made.pk}


def training(world, agency):
    made = Training.objects.create(
        person=world.person(agency),
        title="Bimtek",
        planned_on=date(2026, 12, 1),
        added_by=world.secretary,
    )
    return {"pk": made.pk}


def nomination(world, agency):
    made = Nomination.objects.create(agency=agency, drafted_by=world.secretary)
    return {"pk": made.pk}


def sent_nomination(world, agency):
    made = nomination(world, agency)
    fields = {"letter_number": "045/1", "letter_on": date(2026, 11, 2)}
    Nomination.objects.filter(**made).update(**fields)
    return made


def nomination_seat(world, agency):
    made = NominationSeat.objects.create(
        nomination_id=nomination(world, agency)["pk"],
        seat=Seat.objects.get(number=1),
        person=world.person(agency),
    )
    return {"pk": made.pk}


def seat_of_nomination(world, agency):
    return nomination(world, agency) | {"number": 1}


def decree(world, agency):
    made = Decree(
        number=f"188/{agency.code}",
        decreed_on=date(2026, 1, 14),
        starts_on=date(2026, 1, 14),
        ends_on=date(2026, 12, 31),
        signed_by="Gubernur",
        issued_by=world.secretary,
    )
    made.file.save("sk.pdf", ContentFile(b"%PDF-"), save=False)
    made.save()
    now = timezone.now()
    Nomination.objects.create(
        agency=agency,
        drafted_by=world.secretary,
        status="DECIDED",
        decree=made,
        proposed_by=world.secretary,
        proposed_at=now,
        verified_by=world.secretary,
        verified_at=now,
    )
    return {"pk": made.pk}


def membership(world, agency):
    return {"pk": world.membership(agency).pk}


def report(world, agency):
    return {"pk": world.report(agency).pk}


def placement(world, agency):
    """Of somebody else; main, because an account keeps to it."""
    made = Placement.objects.create(
        user=UserFactory(agency=agency),
        role=R.OPD_MEMBER,
        agency=agency,
        is_main=True,
        starts_on=timezone.localdate(),
        given_by=world.secretary,
    )
    return {"uuid": made.uuid}


def backstage():
    """Of Django's admin: its pages, and two for every model that is registered.

    Rows are asked for by a key that is nobody's: the admin then leads back to its index.
    """
    yield Row("admin:index", GET, MANAGERS)
    yield Row("admin:jsi18n", GET, MANAGERS)
    yield Row("admin:app_list", GET, MANAGERS, lambda w, a: {"app_label": "accounts"})
    for model, shown in site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        roles = frozenset(people_with(shown.permission)) & MANAGERS
        methods = FORM if shown.actions else GET
        yield Row(f"{name}_changelist", methods, roles)
        yield Row(f"{name}_change", GET, roles, lambda w, a: {"object_id": "0"})


def word_kind(world, agency):
    return {"kind": "OPD_REPORT"}


def word_template(world, agency):
    made = WordTemplate.objects.create(
        kind="OPD_REPORT",
        version=1,
        name="templat.docx",
        data=b"PK",
        sha256="0" * 64,
        size=2,
        uploaded_by=world.secretary,
    )
    return {"pk": made.pk}


def word_copy(world, agency):
    made = WordCopy.objects.create(
        document=world.report(agency),
        template_sha256="0" * 64,
        status=JobStatus.DONE,
        data=b"PK",
        sha256="0" * 64,
        size=2,
        requested_by=world.secretary,
        finished_at=timezone.now(),
    )
    return {"pk": made.pk}


def made_batch(world, agency):
    """A batch with one report that is made."""
    document = world.report(agency)
    pk = batch(world, agency)["pk"]
    BatchItem.objects.create(
        batch_id=pk,
        assessment=document.assessment,
        document=document,
        status=ItemStatus.DONE,
    )
    return {"pk": pk}


def batch(world, agency):
    return {
        "pk": Batch.objects.create(period=world.period, started_by=world.secretary).pk
    }


ROWS = [
    Row("home", GET, EVERYBODY),
    # Accounts
    Row("account_reauthenticate", FORM, EVERYBODY),
    Row("account_change_password", FORM, EVERYBODY),
    Row("account_set_password", FORM, EVERYBODY),
    Row("mfa_index", GET, EVERYBODY),
    Row("mfa_list_webauthn", GET, EVERYBODY),
    Row("mfa_reauthenticate", FORM, EVERYBODY),
    Row("mfa_reauthenticate_webauthn", FORM, EVERYBODY),
    Row("mfa_activate_totp", FORM, EVERYBODY),
    Row("mfa_deactivate_totp", FORM, EVERYBODY, personal=True),
    Row("mfa_view_recovery_codes", GET, EVERYBODY, personal=True),
    Row("mfa_generate_recovery_codes", FORM, EVERYBODY),
    Row("mfa_add_webauthn", FORM, EVERYBODY),
    Row("mfa_remove_webauthn", FORM, EVERYBODY, lambda world, agency: {"pk": 1}),
    Row("accounts:people", GET, MANAGERS | AUDITOR),
    Row("accounts:add", FORM, MANAGERS),
    Row("accounts:person", GET, MANAGERS | AUDITOR, person, writes=True),
    Row("accounts:deactivate", POST, MANAGERS, person),
    Row("accounts:activate", POST, MANAGERS, person),
    Row("accounts:role", FORM, MANAGERS, person),
    Row("accounts:email", FORM, MANAGERS, person),
    Row("accounts:second_factor_reset", POST, MANAGERS, person),
    Row("accounts:invitations", FORM, INVITERS),
    own("accounts:invitation_revoke", POST, INVITERS, invitation),
    Row("accounts:profile", GET, EVERYBODY),
    Row("accounts:profile_export", POST, EVERYBODY),
    Row("accounts:correction_request", POST, EVERYBODY),
    Row("accounts:corrections", GET, SECRETARIAT),
    Row("accounts:correction_settle", POST, SECRETARIAT, data_correction),
    Row("accounts:sessions", GET, EVERYBODY),
    Row("accounts:sessions_end", POST, EVERYBODY),
    Row("accounts:session_end", POST, EVERYBODY, log_in_session, personal=True),
    Row("accounts:trail", GET, AUDITOR),
    Row("accounts:trail_export", GET, AUDITOR),
    Row("accounts:bell", GET, EVERYBODY),
    Row("accounts:notices", GET, EVERYBODY),
    Row("accounts:notices_read", POST, EVERYBODY),
    Row("accounts:notice_open", POST, EVERYBODY, notice, personal=True),
    Row("accounts:notice_read", POST, EVERYBODY, notice, personal=True),
    Row("accounts:preferences", FORM, EVERYBODY),
    Row("accounts:mailings", GET, SECRETARIAT | AUDITOR),
    Row("accounts:placements", GET, EVERYBODY),
    Row("accounts:placement_switch", POST, EVERYBODY, placement, personal=True),
    Row("accounts:placement_add", FORM, MANAGERS, person),
    Row("accounts:placement_end", FORM, MANAGERS, placement),
    *backstage(),
    # The agency's side
    Row("assessments:list", GET, READERS),
    own("assessments:detail", GET, READERS, assessment),
    own("assessments:results", GET, READERS, assessment),
    own("assessments:evidence_zip", GET, READERS, assessment, writes=True),
    own("assessments:simulate", GET, READERS, assessment),
    own("assessments:targets", FORM, ISSUERS, assessment),
    own("assessments:submit", POST, HEAD, assessment),
    own("assessments:retract", FORM, HEAD, assessment),
    own("assessments:accept", POST, HEAD, assessment),
    own("assessments:workbook", GET, READERS, assessment),
    own("assessments:import", FORM, OPD, assessment),
    own("assessments:import_preview", GET, OPD, workbook_import),
    own("assessments:import_apply", POST, OPD, workbook_import),
    own("assessments:import_drop", POST, OPD, workbook_import),
    own("assessments:answer", GET, READERS, answer),
    own("assessments:answer_save", POST, OPD, answer),
    own("assessments:autosave", POST, OPD, answer),
    own("assessments:presence", POST, READERS, answer),
    own("assessments:answer_ready", POST, OPD, answer),
    own("assessments:answer_confirm", POST, OPD, answer),
    own("assessments:upload", POST, OPD, answer),
    own("assessments:link", POST, OPD, answer),
    own("assessments:library", GET, OPD, answer),
    own("assessments:cite", FORM, OPD, answer),
    own("assessments:amend", FORM, OPD, citation),
    own("assessments:withdraw", FORM, OPD, citation),
    own("assessments:object", POST, HEAD, answer),
    # The thread of an indicator
    own("assessments:thread", GET, READERS, answer),
    own("assessments:thread_list", GET, READERS, answer),
    own("assessments:thread_send", POST, OPD | MENTOR, answer),
    own("assessments:thread_read", POST, OPD | MENTOR, answer),
    own("assessments:message_withdraw", POST, OPD | MENTOR, message),
    own("assessments:objection_withdraw", POST, HEAD, objection),
    own("assessments:objection_evidence", FORM, OPD, objection),
    own("assessments:objection_evidence_withdraw", POST, OPD, shown_evidence),
    # Who does what, and what comes next
    Row("assessments:tasks", GET, OPD),
    # Who answers for which indicator of a government
    Row("assessments:owned", GET, OPD),
    own("assessments:owners", GET, READERS, government),
    own("assessments:owners_set", POST, ISSUERS, government),
    own("assessments:owners_accept", POST, ISSUERS, government),
    own("assessments:owners_remind", POST, ISSUERS, government),
    own("assessments:workload", GET, READERS, assessment),
    own("assessments:assign", POST, MANAGING, assessment),
    own("assessments:answer_assign", POST, MANAGING, answer),
    own("assessments:obstacle", POST, OPD, answer),
    own("assessments:step_add", POST, OPD, answer),
    own("assessments:step_change", POST, OPD, step),
    own("assessments:step_move", POST, OPD, step),
    # Mentors
    Row("assessments:reviews", GET, MENTOR),
    own("assessments:review", GET, MENTOR, answer),
    own("assessments:decide", POST, MENTOR, answer),
    own("assessments:undo", POST, MENTOR, answer),
    own("assessments:judge", POST, MENTOR, citation),
    Row("assessments:phrases", FORM, MENTOR),
    Row("assessments:phrase_change", FORM, MENTOR, phrase),
    Row("assessments:phrase_retire", POST, MENTOR, phrase),
    own("assessments:close_round", POST, MENTOR, assessment),
    # Mentoring
    Row("assessments:mentorings", GET, READERS),
    own("assessments:mentoring", GET, READERS, mentoring),
    own("assessments:mentoring_record", FORM, MENTOR, assessment),
    own("assessments:mentoring_change", FORM, MENTOR, mentoring),
    own("assessments:mentoring_agree", POST, MENTOR | MANAGING, mentoring),
    own("assessments:mentoring_withdraw", POST, MENTOR, mentoring),
    own("assessments:mentoring_follow_up", POST, MENTOR | OPD, mentoring_follow_up),
    # Examples
    own("assessments:example_propose", FORM, MENTOR, citation),
    Row("assessments:examples", GET, MENTOR),
    Row("assessments:example", GET, MENTOR, example),
    Row("assessments:example_approve", POST, MENTOR, example),
    Row("assessments:example_send_back", POST, MENTOR, example),
    Row("assessments:example_retire", POST, MENTOR, example),
    own("assessments:claim", POST, MENTOR, answer),
    own("assessments:release", POST, MENTOR, answer),
    Row("assessments:compare_first", GET, MENTOR, quarter),
    Row("assessments:compare", GET, MENTOR, quarter_and_indicator),
    # Who mentors whom
    Row("assessments:mentors_current", GET, CONTROL),
    Row("assessments:mentors", GET, CONTROL, quarter),
    Row("assessments:mentors_assign", POST, SECRETARIAT, quarter),
    Row("assessments:mentors_end", POST, SECRETARIAT, quarter),
    Row("assessments:mentors_lead", POST, SECRETARIAT, quarter),
    Row("assessments:mentors_copy", POST, SECRETARIAT, quarter),
    Row("assessments:mentors_substitute", FORM, SECRETARIAT, quarter_and_mentor),
    # Formats
    Row("assessments:formats", FORM, PUBLISHERS),
    Row("assessments:format_detach", POST, PUBLISHERS, indicator_format),
    own("assessments:certificate_file", FORM, REGISTRARS, certificate),
    Row("assessments:decree_issue", FORM, SECRETARIAT),
    # Plenary
    Row("assessments:plenary", GET, ASSESSOR),
    own("assessments:plenary_detail", GET, ASSESSOR, assessment),
    own("assessments:set_final", POST, ASSESSOR, answer),
    own("assessments:flag", POST, ASSESSOR, answer),
    own("assessments:finalise", POST, ASSESSOR, assessment),
    Row("assessments:sessions", GET, CONTROL),
    Row("assessments:session", GET, CONTROL, session),
    Row("assessments:session_open", FORM, RECORDERS, quarter),
    Row("assessments:session_amend", FORM, RECORDERS, session),
    Row("assessments:session_decide", POST, ASSESSOR, session),
    Row("assessments:session_close", POST, RECORDERS, session),
    # Agencies
    Row("accounts:agencies", GET, CONTROL),
    own("accounts:agency", GET, READERS, agency_key),
    Row("accounts:agency_add", FORM, SECRETARIAT),
    own("accounts:agency_edit", FORM, SECRETARIAT, agency_key),
    own("assessments:agency_history", GET, READERS, agency_key),
    Row("reorganisations:list", GET, CONTROL),
    Row("reorganisations:start", FORM, SECRETARIAT),
    Row("reorganisations:detail", GET, CONTROL, reorganisation),
    Row("reorganisations:basis", FORM, SECRETARIAT, reorganisation),
    Row("reorganisations:agencies", FORM, SECRETARIAT, reorganisation),
    Row("reorganisations:rules", FORM, SECRETARIAT, reorganisation),
    Row("reorganisations:preview", GET, SECRETARIAT, reorganisation),
    Row("reorganisations:confirm", POST, SECRETARIAT, reorganisation),
    Row("reorganisations:cancel", POST, SECRETARIAT, reorganisation),
    # Secretariat
    Row("assessments:control", GET, CONTROL),
    Row("assessments:periods", GET, SECRETARIAT),
    Row("assessments:open", FORM, SECRETARIAT),
    Row("assessments:plan", FORM, SECRETARIAT, plan),
    Row("assessments:plan_open", POST, SECRETARIAT, plan),
    Row("assessments:plan_cancel", POST, SECRETARIAT, plan),
    Row("assessments:deadlines", FORM, SECRETARIAT, quarter),
    Row("assessments:period", GET, CONTROL, quarter),
    Row("assessments:control_xlsx", GET, CONTROL, quarter),
    Row("assessments:remind", POST, SECRETARIAT, quarter),
    Row("assessments:consistency", GET, CONTROL, quarter),  # and mentors who lead
    Row("assessments:determine", FORM, SECRETARIAT, quarter),
    Row("assessments:determination", GET, CONTROL, determination),
    own("assessments:extend", FORM, SECRETARIAT, assessment),
    # Corrections
    Row("assessments:correct", FORM, SECRETARIAT, determination),
    Row("assessments:correction", GET, CONTROL, correction),
    Row("assessments:correction_add", POST, SECRETARIAT, correction_add),
    Row("assessments:correction_remove", POST, SECRETARIAT, correction_line),
    Row("assessments:correction_approve", POST, ASSESSOR, correction),
    Row("assessments:correction_refuse", POST, ASSESSOR, correction),
    Row("assessments:correction_drop", POST, SECRETARIAT, correction),
    # Evidence
    Row("evidence:list", GET, READERS),
    Row("evidence:upload", FORM, OPD),
    Row("evidence:claim", POST, OPD),
    Row("evidence:tus_start", POST, OPD | MENTOR | SECRETARIAT),
    Row(
        "evidence:tus_part",
        ("PATCH", "DELETE"),
        OPD | MENTOR | SECRETARIAT,
        somebodys_upload,
        personal=True,
    ),
    own("evidence:detail", GET, READERS, document),
    own("evidence:replace", POST, OPD, document),
    own("evidence:withdraw", POST, OPD, document),
    own("evidence:describe", FORM, OPD, document),
    own("evidence:restore", POST, OPD, document),
    own("evidence:update", POST, OPD, document),
    Row("evidence:province", GET, READERS),
    Row("evidence:publish", FORM, PUBLISHERS),
    Row("evidence:province_link", FORM, PUBLISHERS),
    Row("evidence:province_relink", FORM, PUBLISHERS, province_document),
    Row("evidence:province_recheck", POST, PUBLISHERS, province_version),
    Row("evidence:accept", POST, OPD, province_document),
    Row("evidence:province_describe", FORM, PUBLISHERS, province_document),
    Row("evidence:province_replace", POST, PUBLISHERS, province_document),
    Row("evidence:province_withdraw", POST, PUBLISHERS, province_document),
    Row("evidence:province_restore", POST, PUBLISHERS, province_document),
    own("evidence:download", GET, READERS, version, writes=True),
    own("evidence:preview", GET, READERS, version, writes=True),
    own("evidence:viewer", GET, READERS, version),
    Row("evidence:link", FORM, OPD),
    own("evidence:relink", FORM, OPD, document),
    own("evidence:recheck", POST, OPD, version),
    # Teams
    Row("teams:list", GET, READERS),
    Row("teams:seats", GET, READERS),
    own("teams:detail", GET, READERS, team),
    own("teams:seat", FORM, REGISTRARS, seat),
    own("teams:vacate", POST, REGISTRARS, membership),
    own("teams:people", GET, PERSONAL, team),
    own("teams:person_add", FORM, REGISTRARS, team),
    own("teams:person", GET, PERSONAL, employee, writes=True),
    own("teams:person_correct", FORM, REGISTRARS, employee, writes=True),
    own("teams:person_move", POST, SECRETARIAT, employee),
    own("teams:certificate_add", FORM, REGISTRARS, employee),
    own("teams:certificate_remove", POST, REGISTRARS, certificate),
    own("teams:training_plan", FORM, REGISTRARS, employee),
    own("teams:training_attend", POST, REGISTRARS, training),
    Row("teams:competences", GET, READERS),
    Row("teams:competences_xlsx", GET, READERS),
    Row("teams:registry", FORM, REGISTRARS),
    Row("teams:registry_template", GET, REGISTRARS),
    Row("teams:registry_preview", GET, REGISTRARS, registry_import, personal=True),
    Row("teams:registry_apply", POST, REGISTRARS, registry_import, personal=True),
    Row("teams:registry_drop", POST, REGISTRARS, registry_import, personal=True),
    Row("teams:nominations", GET, READERS),
    own("teams:nomination", GET, READERS, nomination),
    own("teams:nomination_start", POST, COORDINATOR, team),
    own("teams:nominate", FORM, COORDINATOR, seat_of_nomination),
    own("teams:nomination_cancel", POST, COORDINATOR, nomination),
    own("teams:nomination_propose", FORM, HEAD, nomination),
    own("teams:nomination_recall", POST, HEAD, nomination),
    own("teams:nomination_check", FORM, PUBLISHERS, nomination_seat),
    own("teams:nomination_finish", POST, PUBLISHERS, nomination),
    Row("teams:decrees", GET, READERS),
    own("teams:decree", GET, READERS, decree),
    own("teams:decree_file", GET, READERS, decree, writes=True),
    Row("teams:facilitations", GET, READERS),
    own("teams:facilitation", GET, READERS, team_quarter),
    own("teams:facilitation_edit", FORM, REGISTRARS, team_quarter),
    own("teams:meeting_add", FORM, REGISTRARS, team_quarter),
    # Dashboards
    Row("insight:start", GET, READERS),
    Row("insight:province", GET, CONTROL | MENTOR, quarter),
    Row("insight:indicator", GET, CONTROL | MENTOR, quarter_and_code),
    own("insight:agency", GET, READERS, by_code),
    own("insight:change", GET, READERS, by_code),
    Row("insight:annual", GET, READERS),
    Row("insight:year", GET, READERS, year),
    Row("insight:policy", FORM, SECRETARIAT, year),
    Row("insight:mappings", GET, READERS),
    Row("insight:mapping", GET, READERS, two_versions),
    Row("insight:mapping_edit", FORM, SECRETARIAT, two_versions),
    Row("insight:past", GET, READERS),
    Row("insight:past_template", GET, SECRETARIAT),
    Row("insight:past_import", FORM, SECRETARIAT),
    Row("insight:past_preview", GET, SECRETARIAT, past_import),
    Row("insight:past_apply", POST, SECRETARIAT, past_import),
    Row("insight:past_drop", POST, SECRETARIAT, past_import),
    # Reports
    Row("reports:documents", GET, READERS),
    own("reports:issue_report", POST, ISSUERS, assessment),
    own("reports:worksheet", FORM, OPD, assessment),
    own("reports:mentoring_minutes", GET, READERS, mentoring),
    own("reports:issue_mentoring", POST, MENTOR | MANAGING, mentoring),
    own("reports:keep_mentoring", POST, OPD, mentoring),
    Row("reports:issue_plenary", POST, RECORDERS, session),
    Row("reports:issue_minutes", POST, SECRETARIAT, determination),
    own("reports:document", GET, READERS, report),
    own("reports:document_figures", GET, READERS, report, writes=True),
    Row("reports:issue_recap", POST, SECRETARIAT, quarter),
    own("reports:retry", POST, ISSUERS, report),
    own("reports:download", GET, READERS, report, writes=True),
    Row("reports:sign", POST, SECRETARIAT, report),
    Row("reports:unsigned", GET, SECRETARIAT, report, writes=True),
    Row("reports:signed_upload", FORM, SECRETARIAT, report),
    Row("reports:revoke", FORM, SECRETARIAT, report),
    Row("reports:batches", GET, CONTROL),
    Row("reports:batch_start", POST, SECRETARIAT, quarter),
    Row("reports:batch", GET, CONTROL, batch),
    Row("reports:batch_pause", POST, SECRETARIAT, batch),
    Row("reports:batch_continue", POST, SECRETARIAT, batch),
    Row("reports:batch_cancel", POST, SECRETARIAT, batch),
    Row("reports:batch_retry", POST, SECRETARIAT, batch),
    Row("reports:batch_zip", GET, CONTROL, made_batch, writes=True),
    Row("reports:exports", GET, SECRETARIAT | AUDITOR),
    Row("reports:export_create", POST, SECRETARIAT),
    Row("reports:export", GET, SECRETARIAT | AUDITOR, export),
    Row("reports:export_compare", GET, SECRETARIAT | AUDITOR, export),
    Row("reports:export_check", FORM, SECRETARIAT, export),
    Row("reports:export_csv", GET, SECRETARIAT | AUDITOR, export, writes=True),
    Row("reports:export_json", GET, SECRETARIAT | AUDITOR, export, writes=True),
    Row("reports:rule_set_create", FORM, SECRETARIAT),
    # Open data
    Row("opendata:releases", GET, SECRETARIAT | AUDITOR),
    Row("opendata:release", GET, SECRETARIAT | AUDITOR, release),
    Row("opendata:publish", FORM, SECRETARIAT, determination),
    Row("opendata:withdraw", POST, SECRETARIAT, release),
    Row("opendata:tokens", FORM, SECRETARIAT),
    Row("opendata:revoke", POST, SECRETARIAT, api_token),
    Row("reports:rule_set_preview", POST, SECRETARIAT),
    Row("reports:rule_set", GET, SECRETARIAT | AUDITOR, rule_set),
    Row("reports:rule_set_edit", FORM, SECRETARIAT, rule_set),
    Row("reports:rule_set_approve", POST, SECRETARIAT, rule_set),
    Row("reports:rule_set_drop", POST, SECRETARIAT, rule_set),
    Row("reports:scores_upload", FORM, SECRETARIAT, component),
    Row("reports:scores_template", GET, SECRETARIAT, component),
    Row("reports:scores", GET, SECRETARIAT | AUDITOR, scores),
    Row("reports:scores_apply", POST, SECRETARIAT, scores),
    Row("reports:scores_drop", POST, SECRETARIAT, scores),
    Row("reports:letterhead", GET, SECRETARIAT),
    Row("reports:letterhead_create", POST, SECRETARIAT),
    Row("reports:letterhead_preview", FORM, SECRETARIAT),
    Row("reports:signatory_create", POST, SECRETARIAT),
    Row("reports:signatory_drop", POST, SECRETARIAT),
    Row("reports:templates", FORM, SECRETARIAT),
    Row("reports:template_default", GET, SECRETARIAT, word_kind),
    Row("reports:template_sample", GET, SECRETARIAT, word_kind),
    Row("reports:template_download", GET, SECRETARIAT, word_template),
    own("reports:copy_create", POST, ISSUERS, report),
    own("reports:copy_download", GET, READERS, word_copy, writes=True),
    own("reports:nomination_word", GET, PERSONAL, sent_nomination, writes=True),
    own("reports:nomination_letter", GET, PERSONAL, sent_nomination, writes=True),
    own("reports:annex_pdf", GET, PERSONAL, decree, writes=True),
    own("reports:annex_xlsx", GET, PERSONAL, decree, writes=True),
    Row("reports:annex_draft_pdf", GET, SECRETARIAT),
    Row("reports:annex_draft_xlsx", GET, SECRETARIAT),
    own("reports:roster", GET, READERS, team),
    own("reports:roster_keep", POST, OPD, team),
]
# Without log-in: name and arguments.
PUBLIC = {
    "theme": {},
    "offline": {},
    "service_worker": {},
    "help": {},
    "accessibility": {},
    "privacy": {},
    "components": {},
    "health": {},
    "account_login": {},
    "account_inactive": {},
    "mfa_authenticate": {},
    "accounts:invitation_accept": {"token": "x"},
    "mfa_login_webauthn": {},
    "openid_connect_login": {"provider_id": "sso"},
    "openid_connect_callback": {"provider_id": "sso"},
    "account_logout": {},
    "account_reset_password": {},
    "account_reset_password_done": {},
    "account_reset_password_from_key": {"uidb36": "1", "key": "a-b"},
    "account_reset_password_from_key_done": {},
    "reports:verify": {},
    "public:verify": {},
    "public:verify_file": {},
    "public:verify_code": {"code": "SB-26T3-0000-0000"},
    "opendata:index": {},
    "opendata:data": {},
    "opendata:about": {},
    "opendata:agency": {"code": "1.01"},
    "opendata:quarter": {"year": 2026, "quarter": 4},
    "opendata:revision": {"year": 2026, "quarter": 4, "revision": 1},
    "opendata:download": {"year": 2026, "quarter": 4}
    | {"dataset": "indices", "extension": "csv"},
    "opendata:download_all": {"dataset": "indices", "extension": "csv"},
    "robots": {},
    "sitemap": {},
    "api:openapi-json": {},
    "api:api-root": {},
    "api:quarters": {},
    "api:quarter": {"year": 2026, "quarter": 4},
    "api:indices": {"year": 2026, "quarter": 4},
    "api:agencies": {},
    "api:agency_indices": {"code": "1.01"},
    "api:results": {},
    "api:progress": {},
}
# Which of them answer otherwise than with 200: there is no demo here, nor such a code.
OTHERWISE = {
    "components": 404,
    "public:verify_code": 404,
    "reports:verify": 301,
    "theme": 302,
    "account_logout": 302,
    "mfa_authenticate": 302,
    "accounts:invitation_accept": 404,
    "mfa_login_webauthn": 302,
    "openid_connect_login": 404,
    "openid_connect_callback": 404,
    # nothing is published here, and internal data asks for a token
    "opendata:agency": 404,
    "opendata:quarter": 404,
    "opendata:revision": 404,
    "opendata:download": 404,
    "api:api-root": 302,
    "api:quarter": 404,
    "api:indices": 404,
    "api:agency_indices": 404,
    "api:results": 401,
    "api:progress": 401,
}

pytestmark = pytest.mark.django_db

every_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)


@pytest.fixture(scope="module")
def _standing(django_db_setup, django_db_blocker):
    """One world for the file, in a transaction that is taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture
def world(_standing, db):
    """The world as it was made: what a test adds is taken back."""
    return _standing


def names(patterns, prefix=""):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from names(pattern.url_patterns, prefix + inner)
        else:
            yield f"{prefix}{pattern.name}"


def ask(client, method, address):
    """The answer to a request, with everything that it wrote taken back."""
    with transaction.atomic():
        response = client.generic(method, address)
        read(response)
        transaction.set_rollback(True)
    return response


def read(response):
    """A file is open until it was read."""
    if response.streaming:
        list(response)


def outcome(response):
    return (
        YES
        if response.status_code in {200, 302, 409, 412, 422}
        else response.status_code
    )


def expected(row, role, whose):
    if role not in row.roles:
        return 403
    if row.personal:
        return 404
    return 404 if whose == "other" and role in SCOPED else YES


def address_of(row, world, whose="own"):
    arguments = row.make(world, getattr(world, whose)) if row.make else {}
    return reverse(row.name, kwargs=arguments)


def test_every_url_has_one_row():
    listed = [row.name for row in ROWS] + list(PUBLIC)

    assert sorted(names(get_resolver().url_patterns)) == sorted(listed)


@every_row
def test_each_role_gets_what_the_table_says(row, world):
    sides = ("own", "other") if row.scoped else ("own",)
    # who may not at all need not ask for another agency's too
    cases = [
        (method, whose, role)
        for method in row.methods
        for whose in sides
        for role in Role
        if whose == "own" or role in row.roles
    ]
    addresses = {whose: address_of(row, world, whose) for whose in sides}

    found = {
        case: outcome(ask(world.clients[case[2]], case[0], addresses[case[1]]))
        for case in cases
    }

    assert found == {case: expected(row, case[2], case[1]) for case in cases}


@every_row
def test_visitors_are_sent_to_log_in(row, world, client):
    address = address_of(row, world)

    for method in row.methods:
        response = ask(client, method, address)

        assert response.status_code == 302
        assert response.url.startswith(reverse(settings.LOGIN_URL))


@every_row
def test_other_methods_are_refused(row, world):
    if row.name.startswith(("account_", "mfa_")):
        pytest.skip("the framework's own views")
    address = address_of(row, world)
    role = next(role for role in Role if role in row.roles)
    wrong = {"GET", "POST", "PUT", "PATCH", "DELETE"} - set(row.methods)

    found = {m: ask(world.clients[role], m, address).status_code for m in wrong}

    assert found == dict.fromkeys(wrong, 405)


@every_row
def test_a_get_writes_nothing(row, world):
    if "GET" not in row.methods:
        return
    writes = []

    def watch(execute, sql, params, many, context):
        # when a session was last used is noted in the session itself
        is_write = sql.split(" ", 1)[0] in {"INSERT", "UPDATE", "DELETE"}
        if is_write and "django_session" not in sql:
            writes.append(sql)
        return execute(sql, params, many, context)

    address = address_of(row, world)
    for role in sorted(row.roles):
        with connection.execute_wrapper(watch):
            read(world.clients[role].get(address))

    assert bool(writes) == row.writes, writes


@pytest.mark.parametrize("name", PUBLIC)
def test_public_pages_need_no_log_in(name, client, world):
    method = "POST" if name == "theme" else "GET"

    response = ask(client, method, reverse(name, kwargs=PUBLIC[name]))

    assert response.status_code == OTHERWISE.get(name, 200)
