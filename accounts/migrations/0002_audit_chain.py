"""The audit trail chains itself and refuses every change."""

from django.db import migrations

from lib import triggers

MESSAGE = "Jejak audit tidak dapat diubah atau dihapus."

# The lock makes writers of the trail stand in line until the one before commits:
# position and hash follow the order of commits. accounts.audit.digest is the same
# computation, by which `manage.py verify_audit` checks it.
CHAIN = """
CREATE FUNCTION accounts_auditevent_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last record;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('accounts_auditevent'));
    SELECT position, hash INTO last FROM accounts_auditevent
        ORDER BY position DESC LIMIT 1;
    NEW.position := coalesce(last.position, 0) + 1;
    NEW.previous_hash := coalesce(last.hash, repeat('0', 64));
    NEW.happened_at := date_trunc('microseconds', clock_timestamp());
    NEW.hash := encode(sha256(convert_to(concat_ws(
        chr(31),
        NEW.previous_hash,
        NEW.position::text,
        to_char(NEW.happened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        NEW.verb,
        NEW.subject_type,
        NEW.subject_id,
        NEW.agency_code,
        NEW.actor,
        NEW.actor_role,
        NEW.data::text
    ), 'UTF8')), 'hex');
    RETURN NEW;
END $$;
CREATE TRIGGER chain BEFORE INSERT ON accounts_auditevent
    FOR EACH ROW EXECUTE FUNCTION accounts_auditevent_chain();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunSQL(
            CHAIN,
            "DROP TRIGGER chain ON accounts_auditevent; "
            "DROP FUNCTION accounts_auditevent_chain();",
        ),
        triggers.immutable("accounts_auditevent", MESSAGE),
        triggers.not_truncated("accounts_auditevent", MESSAGE),
    ]
