"""What people of the demo were told of in the quarter under way, and by which mail."""

from datetime import timedelta

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from accounts.emails import subject_of
from accounts.enums import MailState
from accounts.models import Agency, Mailing, Notice
from assessments import tidings
from assessments.enums import Decision, Status
from assessments.models import Period, Review, Transition
from spbe_portal.demo.calendar import Calendar

READ_AFTER = timedelta(hours=3)
STILL_NEW = 2  # notices of a person that are unread


def make(calendar: Calendar) -> None:
    """The ledger writes past steps without telling of them; here that is made up for."""
    periods = {(period.year, period.quarter): period for period in Period.objects.all()}
    current = periods[calendar.days["year"], calendar.days["quarter"]]
    for period in periods.values():
        _open(period)
    moves = Transition.objects.filter(assessment__period=current).select_related(
        "assessment__period", "assessment__agency", "moved_by"
    )
    for move in moves.order_by("moved_at", "pk"):
        told = set(Notice.objects.values_list("pk", flat=True))
        _tell(move)
        Notice.objects.exclude(pk__in=told).update(created_at=move.moved_at)
    _send()
    _read()


def _open(period: Period) -> None:
    """With the deadlines that were corrected after the quarter was opened."""
    told = Notice.objects.filter(key=f"period.opened:{period.pk}")
    told.delete()
    agencies = Agency.objects.filter(assessments__period=period)
    tidings.opened(period, agencies, by=period.opened_by)
    told.all().update(created_at=period.opened_at)


def _tell(move: Transition) -> None:
    """As it was told then: with the round and the state of that moment."""
    assessment = move.assessment
    assessment.round, assessment.status = move.round, move.new
    if move.new == Status.SUBMITTED:
        tidings.submitted(assessment, by=move.moved_by)
    elif move.new in {Status.RETURNED, Status.VERIFIED}:
        returned = Review.objects.filter(
            answer__assessment=assessment,
            round=move.round,
            decision=Decision.RETURNED,
        )
        tidings.round_closed(assessment, returned.count(), by=move.moved_by)


def _send() -> None:
    """Mail of past days was sent on those days."""
    waiting = Mailing.objects.filter(state=MailState.QUEUED)
    mailings = list(waiting.select_related("user", "notice"))
    for mailing in mailings:
        if mailing.notice:
            mailing.created_at = mailing.sent_at = mailing.notice.created_at
        mailing.state, mailing.attempts = MailState.SENT, 1
        mailing.address, mailing.subject = mailing.user.email, subject_of(mailing, 1)
    Mailing.objects.bulk_update(
        mailings,
        ["created_at", "sent_at", "state", "attempts", "address", "subject"],
    )


def _read() -> None:
    """All but the newest of each person."""
    newest = Window(RowNumber(), partition_by="user", order_by="-created_at")
    old = Notice.objects.annotate(place=newest).filter(place__gt=STILL_NEW)
    Notice.objects.filter(pk__in=list(old.values_list("pk", flat=True))).update(
        read_at=F("created_at") + READ_AFTER
    )
