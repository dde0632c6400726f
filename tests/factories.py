"""The least valid object of each model; a test names every value it asserts on."""

import hashlib
from datetime import date, timedelta

import factory
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.enums import AgencyKind, Role
from accounts.models import Agency, MentorAssignment, User
from assessments.models import Answer, Assessment, Period, PlenarySession
from evidence.enums import DocumentKind
from evidence.models import Document, DocumentVersion
from instruments.actions import publish
from instruments.definition import parse
from instruments.models import Version

SMALL = {
    "code": "kecil",
    "title": "Instrumen kecil",
    "applies_to": "pengujian",
    "status": "REFERENCE",
    "status_label": "Instrumen rujukan, belum ditetapkan",
    "scale": {"min": 1, "max": 5},
    "tree_depth": 2,
    "rounding": {"step": "0.01", "mode": "HALF_UP"},
    "weight_total": "100",
    "bands": [
        {"name": "Kurang", "from": "1"},
        {"name": "Cukup", "from": "1.8"},
        {"name": "Baik", "from": "2.6"},
        {"name": "Sangat Baik", "from": "3.5"},
        {"name": "Memuaskan", "from": "4.2"},
    ],
    "level_names": {"proses": {n: f"Tingkat {n}" for n in range(1, 6)}},
    "nodes": [
        {
            "code": "D1",
            "name": "Tata Kelola",
            "kind": "domain",
            "weight": "60",
            "nodes": [
                {
                    "code": "A1",
                    "name": "Perencanaan",
                    "kind": "aspek",
                    "weight": "60",
                    "indicators": [
                        {
                            "code": "I1",
                            "name": "Arsitektur",
                            "weight": "40",
                            "kind": "proses",
                            "criteria": {n: f"Kriteria {n}" for n in range(1, 6)},
                            "evidence": [{"level": 2, "text": "Dokumen arsitektur"}],
                            "incomplete_if": [{"level": 3, "text": "belum disahkan"}],
                        },
                        {
                            "code": "I2",
                            "name": "Peta rencana",
                            "weight": "20",
                            "kind": "proses",
                        },
                    ],
                }
            ],
        },
        {
            "code": "D2",
            "name": "Layanan",
            "kind": "domain",
            "weight": "40",
            "nodes": [
                {
                    "code": "A2",
                    "name": "Layanan publik",
                    "kind": "aspek",
                    "weight": "40",
                    "indicators": [
                        {
                            "code": "I3",
                            "name": "Laman resmi",
                            "weight": "40",
                            "kind": "proses",
                        }
                    ],
                }
            ],
        },
    ],
    "self_test": [
        {"name": "a", "levels": "111", "index": "1.00", "predicate": "Kurang"}
    ],
}


def small_version(code="kecil"):
    """A published version of three indicators, made once a test."""
    standing = Version.objects.filter(code=code).first()
    return standing or publish(
        parse(SMALL | {"code": code}),
        file_sha256=hashlib.sha256(code.encode()).hexdigest(),
        by=None,
    )


class AgencyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Agency

    code = factory.Sequence(lambda n: f"9.{n:03}")  # tests write 1.01 and so on
    name = factory.Sequence(lambda n: f"Dinas {n}")
    short_name = factory.Sequence(lambda n: f"Dinas {n}")
    kind = AgencyKind.DINAS
    opened_on = date(2026, 1, 1)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"Pengguna {n}")
    email = factory.Sequence(lambda n: f"user{n}@example.invalid")
    role = Role.OPD_MEMBER
    agency = factory.Maybe(
        factory.LazyAttribute(lambda user: user.role.startswith("OPD")),
        yes_declaration=factory.SubFactory(AgencyFactory),
        no_declaration=None,
    )


class MentorAssignmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MentorAssignment

    mentor = factory.SubFactory(UserFactory, role=Role.MENTOR)
    agency = factory.SubFactory(AgencyFactory)
    starts_on = date(2026, 1, 1)
    assigned_by = factory.SubFactory(UserFactory, role=Role.SECRETARIAT)


class PeriodFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Period

    year = 2026
    quarter = factory.Sequence(lambda n: n % 4 + 1)
    version = factory.LazyFunction(small_version)
    filling_until = factory.LazyFunction(lambda: timezone.now() + timedelta(days=10))
    review_until = factory.LazyFunction(lambda: timezone.now() + timedelta(days=20))
    plenary_until = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))
    opened_by = factory.SubFactory(UserFactory, role=Role.SECRETARIAT)


class AssessmentFactory(factory.django.DjangoModelFactory):
    """An assessment with its empty answers, as opening a period makes it."""

    class Meta:
        model = Assessment
        skip_postgeneration_save = True

    period = factory.SubFactory(PeriodFactory)
    agency = factory.SubFactory(AgencyFactory)
    version = factory.SelfAttribute("period.version")
    agency_code = factory.SelfAttribute("agency.code")
    agency_name = factory.SelfAttribute("agency.name")

    @factory.post_generation
    def answers(self, create, extracted, **kwargs):
        Answer.objects.bulk_create(
            Answer(assessment=self, indicator=indicator)
            for indicator in self.version.indicators.order_by("position")
        )


class PlenarySessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlenarySession

    period = factory.SubFactory(PeriodFactory)
    held_on = date(2026, 11, 18)
    place = "Mamuju"
    chair = "Ketua"
    opened_by = factory.SubFactory(UserFactory, role=Role.ASSESSOR)


class DocumentFactory(factory.django.DjangoModelFactory):
    """A document with one version of a few bytes."""

    class Meta:
        model = Document
        skip_postgeneration_save = True

    agency = factory.SubFactory(AgencyFactory)
    title = factory.Sequence(lambda n: f"Dokumen {n}")
    kind = DocumentKind.REPORT
    created_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def current(self, create, extracted, **kwargs):
        content = f"%PDF-1.7 {self.pk}".encode()
        version = DocumentVersion(
            document=self,
            number=1,
            original_name="dokumen.pdf",
            content_type="application/pdf",
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            uploaded_by=self.created_by,
        )
        version.file.save("dokumen.pdf", ContentFile(content), save=False)
        version.save()
        self.current = version
        self.save(update_fields=["current"])
