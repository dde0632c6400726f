from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from accounts import audit
from accounts.models import AuditEvent
from tests.factories import AgencyFactory, UserFactory

WRITERS = 20


def record(count=3):
    agency, user = AgencyFactory(code="1.06"), UserFactory(username="anggota")
    for number in range(count):
        audit.record("answer.saved", agency, by=user, number=number)


def tamper(sql):
    """What someone with the rights of the database's owner could do."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_auditevent DISABLE TRIGGER ALL")
        cursor.execute(sql)
        cursor.execute("ALTER TABLE accounts_auditevent ENABLE TRIGGER ALL")


@pytest.mark.django_db
def test_events_chain_themselves():
    record()

    events = list(AuditEvent.objects.order_by("position"))
    assert [event.position for event in events] == [1, 2, 3]
    assert events[0].previous_hash == audit.GENESIS
    assert [e.previous_hash for e in events[1:]] == [e.hash for e in events[:-1]]
    assert list(audit.broken_links()) == []
    assert audit.head() == (3, events[2].hash, events[2].happened_at)


@pytest.mark.django_db
def test_an_event_says_who_did_what_to_whom():
    record(1)

    event = AuditEvent.objects.get()
    assert (event.actor, event.actor_role) == ("anggota", "OPD_MEMBER")
    assert (event.subject_type, event.agency_code) == ("accounts.Agency", "1.06")
    assert event.data == {"number": 0}


@pytest.mark.django_db
def test_many_events_chain_like_single_ones():
    agency = AgencyFactory()

    audit.record_all(
        audit.event_of("answer.saved", agency, by=None, number=n) for n in range(5)
    )

    assert list(audit.broken_links()) == []
    assert [e.data["number"] for e in AuditEvent.objects.order_by("position")] == [
        *range(5)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE accounts_auditevent SET actor = 'lain'",
        "DELETE FROM accounts_auditevent",
        "TRUNCATE accounts_auditevent",
    ],
)
def test_the_trail_refuses_to_be_changed(sql):
    record(1)
    with connection.cursor() as cursor:  # tests/conftest.py switches it off
        cursor.execute("ALTER TABLE accounts_auditevent ENABLE TRIGGER not_truncated")

    with (
        pytest.raises(IntegrityError, match="Jejak audit tidak dapat diubah"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)

    assert AuditEvent.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "actor = 'lain'",
        "verb = 'answer.ready'",
        "data = '{\"number\": 7}'",
        "agency_code = '9.99'",
        "subject_id = '0'",
        "actor_role = 'ADMIN'",
        "happened_at = happened_at - interval '1 day'",
    ],
)
def test_a_changed_event_is_found(change):
    record()

    tamper(f"UPDATE accounts_auditevent SET {change} WHERE position = 2")  # noqa: S608

    assert list(audit.broken_links()) == [
        "Event 2 was changed: its hash does not match."
    ]


@pytest.mark.django_db
def test_a_removed_event_is_found():
    record()

    tamper("DELETE FROM accounts_auditevent WHERE position = 2")

    assert list(audit.broken_links()) == [
        "Event 2 is missing: 3 comes next.",
        "Event 3 does not carry the hash of the one before.",
    ]


@pytest.mark.django_db
def test_a_cut_end_is_found_with_the_hash_noted_earlier(capsys):
    record()
    _, newest, _ = audit.head()
    call_command("verify_audit", expect=newest)
    assert capsys.readouterr().out.startswith("3 events, the chain holds.")

    tamper("DELETE FROM accounts_auditevent WHERE position = 3")

    call_command("verify_audit")
    with pytest.raises(CommandError, match="cut or replaced"):
        call_command("verify_audit", expect=newest)


@pytest.mark.django_db
def test_an_empty_trail_holds(capsys):
    call_command("verify_audit")

    assert capsys.readouterr().out == "0 events, the chain holds.\n"
    assert audit.head() == (0, audit.GENESIS, None)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_keep_the_chain():
    agency = AgencyFactory()

    def write(number):
        try:
            with transaction.atomic():
                audit.record("answer.saved", agency, by=None, number=number)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))

    assert list(audit.broken_links()) == []
    found = AuditEvent.objects.order_by("position")
    assert [event.position for event in found] == [*range(1, WRITERS + 1)]
    assert {event.data["number"] for event in found} == set(range(WRITERS))
