"""Any number of agencies in one quarter, with answers, written in bulk."""

from datetime import date, timedelta

from django.contrib.sessions.backends.cached_db import SessionStore
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Agency, MentorAssignment, User
from assessments import actions
from assessments.enums import AnswerStatus, Status
from assessments.models import Answer, Assessment, Determination, Period
from evidence.models import Document, DocumentVersion
from instruments.models import Version


def person(username: str, role: Role, agency: Agency | None = None) -> User:
    return User.objects.get_or_create(
        username=username,
        defaults={
            "name": username,
            "email": f"{username}@example.invalid",
            "role": role,
            "agency": agency,
        },
    )[0]


def agency(code: str) -> Agency:
    """One that takes part in no quarter yet."""
    return Agency.objects.create(
        code=code, name=code, short_name=code, kind="DINAS", opened_on=date(2026, 1, 1)
    )


def grow(count: int) -> Period:
    """A quarter with `count` agencies in mixed states: 300 takes some seconds."""
    secretary = person("sekretariat", Role.SECRETARIAT)
    mentor = person("pendamping", Role.MENTOR)
    have = Agency.objects.count()
    Agency.objects.bulk_create(
        Agency(
            code=f"{n:04}",
            name=f"Dinas {n:04}",
            short_name=f"Dinas {n:04}",
            kind="DINAS",
            opened_on=date(2026, 1, 1),
        )
        for n in range(have, count)
    )
    agencies = list(Agency.objects.order_by("code"))
    MentorAssignment.objects.bulk_create(
        MentorAssignment(
            mentor=mentor,
            agency=agency,
            starts_on=date(2026, 1, 1),
            assigned_by=secretary,
        )
        for agency in agencies[have:]
    )
    now = timezone.now()
    period = actions.open_period(
        2026 + Period.objects.count(),
        1,
        version=Version.objects.get(code="opd-rujukan-2026"),
        agencies=agencies,
        deadlines=actions.Deadlines(
            now + timedelta(days=9), now + timedelta(days=19), now + timedelta(days=29)
        ),
        by=secretary,
    )
    _advance(period, secretary)
    _document(agencies[0], secretary)
    return period


def _advance(period: Period, by: User) -> None:
    """The first agency keeps filling; of the others a third each is submitted,
    verified and final.
    """
    now = timezone.now()
    stamps = {"submitted_at": now, "submitted_by": by, "round": 1}
    verified = {"verified_at": now, "verified_by": by, "objection_due_at": now}
    final = {"finalised_at": now, "finalised_by": by}
    rows = list(period.assessments.order_by("agency_code").values_list("pk", flat=True))
    levels = {"self_level": 3, "facts": "SK.", "analysis": "Sesuai.", "saved_at": now}
    Answer.objects.filter(assessment__in=rows[1:]).update(
        **levels, saved_by=by, status=AnswerStatus.READY
    )
    later = rows[2::3] + rows[3::3]
    Answer.objects.filter(assessment__in=later).update(
        status=AnswerStatus.ACCEPTED,
        verified_level=3,
        verified_at=now,
        verified_by=by,
    )
    Answer.objects.filter(assessment__in=rows[3::3]).update(
        final_level=3, final_at=now, final_by=by
    )
    groups = (
        (rows[1::3], {"status": Status.SUBMITTED, **stamps}),
        (rows[2::3], {"status": Status.VERIFIED, **stamps, **verified}),
        (rows[3::3], {"status": Status.FINAL, **stamps, **verified, **final}),
    )
    for chosen, change in groups:
        Assessment.objects.filter(pk__in=chosen).update(**change)


def _document(agency: Agency, by: User) -> None:
    document = Document.objects.create(
        agency=agency, title="SK Tim", kind="DECREE", created_by=by
    )
    document.current = DocumentVersion.objects.create(
        document=document,
        number=1,
        file="evidence/none",
        original_name="sk.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
        uploaded_by=by,
    )
    document.save()


def session_of(user: User) -> str:
    """The key of a logged-in session."""
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = (
        "allauth.account.auth_backends.AuthenticationBackend"
    )
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def determination(period: Period) -> Determination:
    """A Berita Acara of the quarter that freezes nothing."""
    return Determination.objects.create(
        period=period,
        number=f"{period.year}/{period.quarter}",
        decided_on=date(2026, 1, 1),
        place="Mamuju",
        instrument_code=period.version.code,
        instrument_sha256=period.version.file_sha256,
        inputs_sha256="0" * 64,
        determined_by=person("sekretariat", Role.SECRETARIAT),
    )
