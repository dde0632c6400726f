"""Kinds and states of issued documents, and the words of a TPP rule set.

Each state knows how it is shown: `tone` (mute, info, warn, ok, bad) and `icon`.
"""

from django.db import models

from reports import tpp


class Kind(models.TextChoices):
    OPD_REPORT = "OPD_REPORT", "Laporan hasil penilaian"
    BERITA_ACARA = "BERITA_ACARA", "Berita Acara"
    TPP_SHEET = "TPP_SHEET", "Lembar TPP"
    WORKSHEET = "WORKSHEET", "Lembar kerja pengisian"
    PLENARY = "PLENARY", "Risalah sidang pleno"
    MENTORING = "MENTORING", "Risalah pendampingan"
    RECAP = "RECAP", "Rekap provinsi"

    @property
    def icon(self) -> str:
        if self is Kind.TPP_SHEET:
            return "file-earmark-spreadsheet"
        return "file-earmark-pdf"

    @property
    def suffix(self) -> str:
        return "xlsx" if self is Kind.TPP_SHEET else "pdf"

    @property
    def content_type(self) -> str:
        if self is Kind.TPP_SHEET:
            return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return "application/pdf"


OF_ONE_AGENCY = (Kind.OPD_REPORT, Kind.WORKSHEET, Kind.MENTORING)
OF_THE_PROVINCE = (Kind.BERITA_ACARA, Kind.RECAP)  # all who see reports see them
WITH_FIGURES = (Kind.OPD_REPORT, Kind.BERITA_ACARA, Kind.PLENARY, Kind.RECAP)
MINUTES = (Kind.PLENARY, Kind.MENTORING)  # of a meeting: no determination makes them


class Signed(models.TextChoices):
    """Documents whose signature blocks can be configured."""

    OPD_REPORT = Kind.OPD_REPORT.value, Kind.OPD_REPORT.label
    BERITA_ACARA = Kind.BERITA_ACARA.value, Kind.BERITA_ACARA.label
    RECAP = Kind.RECAP.value, Kind.RECAP.label
    PLENARY = Kind.PLENARY.value, Kind.PLENARY.label


class WordKind(models.TextChoices):
    """Documents that also come as DOCX, from a template of the office."""

    OPD_REPORT = Kind.OPD_REPORT.value, Kind.OPD_REPORT.label
    BERITA_ACARA = Kind.BERITA_ACARA.value, Kind.BERITA_ACARA.label
    RECAP = Kind.RECAP.value, Kind.RECAP.label
    PLENARY = Kind.PLENARY.value, Kind.PLENARY.label
    MENTORING = Kind.MENTORING.value, Kind.MENTORING.label
    NOMINATION = "NOMINATION", "Surat usulan tim"


class Ranking(models.TextChoices):
    """In which order a recap lists the agencies."""

    NONE = "NONE", "Menurut kode, tanpa peringkat"
    INDEX = "INDEX", "Peringkat menurut indeks"
    KIND = "KIND", "Peringkat dalam jenis perangkat daerah"


class JobStatus(models.TextChoices):
    """Where the making of one document stands."""

    QUEUED = "QUEUED", "Menunggu"
    RUNNING = "RUNNING", "Berjalan"
    DONE = "DONE", "Selesai"
    FAILED = "FAILED", "Gagal"

    @property
    def tone(self) -> str:
        return _LOOK[self][0]

    @property
    def icon(self) -> str:
        return _LOOK[self][1]


_LOOK = {
    JobStatus.QUEUED: ("mute", "hourglass-split"),
    JobStatus.RUNNING: ("info", "arrow-repeat"),
    JobStatus.DONE: ("ok", "check-lg"),
    JobStatus.FAILED: ("bad", "exclamation-triangle"),
}

TRANSITIONS: dict[JobStatus, frozenset[JobStatus]] = {
    JobStatus.QUEUED: frozenset({JobStatus.RUNNING, JobStatus.FAILED}),
    JobStatus.RUNNING: frozenset(
        {JobStatus.RUNNING, JobStatus.DONE, JobStatus.FAILED, JobStatus.QUEUED}
    ),
    JobStatus.FAILED: frozenset({JobStatus.QUEUED, JobStatus.RUNNING}),
    JobStatus.DONE: frozenset(),
}


class Method(models.TextChoices):
    LINEAR_MAX = tpp.Method.LINEAR_MAX, "Sebanding dengan nilai tertinggi (indeks : 5)"
    LINEAR_RANGE = tpp.Method.LINEAR_RANGE, "Sebanding dalam rentang ((indeks - 1) : 4)"
    TARGET = tpp.Method.TARGET, "Capaian terhadap target indeks"
    BANDS = tpp.Method.BANDS, "Tabel persentase menurut rentang indeks"


class NotFinal(models.TextChoices):
    """What an export does with an agency whose result is not final."""

    EMPTY = "EMPTY", "Baris tampil, angka dikosongkan"
    LAST_FINAL = "LAST_FINAL", "Memakai hasil terakhir yang ditetapkan"
    STOP = "STOP", "Ekspor dihentikan"


class Standing(models.TextChoices):
    """What the verification page says of a document."""

    IN_FORCE = "IN_FORCE", "Berlaku"
    REPLACED = "REPLACED", "Diganti"
    REVOKED = "REVOKED", "Dicabut"

    @property
    def tone(self) -> str:
        return {"IN_FORCE": "ok", "REPLACED": "warn", "REVOKED": "bad"}[self]

    @property
    def icon(self) -> str:
        marks = {"IN_FORCE": "check-circle", "REPLACED": "arrow-repeat"}
        return marks.get(self, "x-circle")


class OpenObjections(models.TextChoices):
    """What an export does while objections of the quarter wait for a decision."""

    MARK = "MARK", "Ekspor ditandai, baris yang disanggah disebut"
    STOP = "STOP", "Ekspor ditolak sampai semua sanggahan diputus"


class RuleSetState(models.TextChoices):
    """Where a rule set stands between its writer and the person who approves it."""

    DRAFT = "DRAFT", "Menunggu persetujuan"
    APPROVED = "APPROVED", "Disetujui"
    BEFORE = "BEFORE", "Sebelum persetujuan dua orang"
    DROPPED = "DROPPED", "Dibatalkan"

    @property
    def tone(self) -> str:
        return _RULE_LOOK[self][0]

    @property
    def icon(self) -> str:
        return _RULE_LOOK[self][1]


_RULE_LOOK = {
    RuleSetState.DRAFT: ("info", "hourglass-split"),
    RuleSetState.APPROVED: ("ok", "check2-all"),
    RuleSetState.BEFORE: ("warn", "clock-history"),
    RuleSetState.DROPPED: ("mute", "x-circle"),
}


class SignatureSource(models.TextChoices):
    """Where the signing was done."""

    INSIDE = "INSIDE", "Dengan sertifikat portal"
    OUTSIDE = "OUTSIDE", "Di luar portal"


class Coverage(models.TextChoices):
    """How much of a file a signature holds."""

    WHOLE = "WHOLE", "Seluruh berkas"
    REVISION = "REVISION", "Seluruh isi; sesudahnya hanya tanda tangan dan buktinya"
    PART = "PART", "Hanya sebagian berkas"


class Trust(models.TextChoices):
    """Whether a certificate leads to one that the province trusts."""

    TRUSTED = "TRUSTED", "Terhubung ke penerbit tepercaya"
    UNTRUSTED = "UNTRUSTED", "Tidak terhubung ke penerbit tepercaya"
    UNCHECKED = "UNCHECKED", "Belum dapat diperiksa"

    @property
    def tone(self) -> str:
        return "ok" if self is Trust.TRUSTED else "warn"

    @property
    def icon(self) -> str:
        return "check-circle" if self is Trust.TRUSTED else "exclamation-triangle"


class Stamp(models.TextChoices):
    """The time stamp of a signature."""

    NONE = "NONE", "Tidak ada; waktu menurut penanda tangan"
    TRUSTED = "TRUSTED", "Sah, dari otoritas tepercaya"
    UNTRUSTED = "UNTRUSTED", "Utuh, otoritasnya belum tepercaya"
    BROKEN = "BROKEN", "Rusak"


class BatchStatus(models.TextChoices):
    """Where the making of all reports of a quarter stands."""

    RUNNING = "RUNNING", "Berjalan"
    PAUSED = "PAUSED", "Dijeda"
    DONE = "DONE", "Selesai"
    CANCELLED = "CANCELLED", "Dibatalkan"

    @property
    def tone(self) -> str:
        return _BATCH_LOOK[self][0]

    @property
    def icon(self) -> str:
        return _BATCH_LOOK[self][1]


_BATCH_LOOK = {
    BatchStatus.RUNNING: ("info", "arrow-repeat"),
    BatchStatus.PAUSED: ("warn", "pause-circle"),
    BatchStatus.DONE: ("ok", "check-lg"),
    BatchStatus.CANCELLED: ("mute", "x-circle"),
}
OPEN_BATCH = (BatchStatus.RUNNING, BatchStatus.PAUSED)

BATCH_TRANSITIONS: dict[BatchStatus, frozenset[BatchStatus]] = {
    BatchStatus.RUNNING: frozenset(
        {BatchStatus.PAUSED, BatchStatus.DONE, BatchStatus.CANCELLED}
    ),
    BatchStatus.PAUSED: frozenset(
        {BatchStatus.RUNNING, BatchStatus.DONE, BatchStatus.CANCELLED}
    ),
    BatchStatus.DONE: frozenset({BatchStatus.RUNNING}),  # what failed, once more
    BatchStatus.CANCELLED: frozenset(),
}


class ItemStatus(models.TextChoices):
    """Where one agency's report in a batch stands."""

    WAITING = "WAITING", "Menunggu"
    TAKEN = "TAKEN", "Dikerjakan"
    DONE = "DONE", "Selesai"
    FAILED = "FAILED", "Gagal"
    CANCELLED = "CANCELLED", "Dibatalkan"

    @property
    def tone(self) -> str:
        return _ITEM_LOOK[self][0]

    @property
    def icon(self) -> str:
        return _ITEM_LOOK[self][1]


_ITEM_LOOK = {
    ItemStatus.WAITING: ("mute", "hourglass-split"),
    ItemStatus.TAKEN: ("info", "arrow-repeat"),
    ItemStatus.DONE: ("ok", "check-lg"),
    ItemStatus.FAILED: ("bad", "exclamation-triangle"),
    ItemStatus.CANCELLED: ("mute", "x-circle"),
}
OPEN_ITEM = (ItemStatus.WAITING, ItemStatus.TAKEN)
