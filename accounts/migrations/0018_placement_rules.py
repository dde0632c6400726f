"""What a placement may never become, and who is never a mentor of whom.

Days are those of Wita: the connection's own day begins eight hours later.
"""

from django.db import migrations

from lib import triggers

OWN = "Pendamping tidak mendampingi perangkat daerahnya sendiri."


class Migration(migrations.Migration):
    dependencies = [("accounts", "0017_placements")]

    operations = [
        triggers.immutable(
            "accounts_placement",
            "Penempatan tetap tercatat; hanya akhirnya dapat ditulis.",
            except_columns=("ended_at", "ended_by_id", "ended_reason"),
        ),
        triggers.refuse(
            "accounts_placement",
            "ends_once",
            "UPDATE",
            "Akhir penempatan tidak diubah lagi.",
            when="OLD.ended_at IS NOT NULL",
        ),
        triggers.refuse(
            "accounts_placement",
            "not_where_mentoring",
            "INSERT",
            OWN,
            when="""NEW.agency_id IS NOT NULL AND EXISTS (
                SELECT 1 FROM accounts_mentorassignment m
                WHERE m.mentor_id = NEW.user_id AND m.agency_id = NEW.agency_id
                AND m.ended_at IS NULL
                AND (m.ends_on IS NULL OR m.ends_on >= (now() AT TIME ZONE 'Asia/Makassar')::date))""",
        ),
        triggers.refuse(
            "accounts_mentorassignment",
            "not_where_placed",
            "INSERT OR UPDATE OF mentor_id, agency_id",
            OWN,
            when="""EXISTS (
                SELECT 1 FROM accounts_placement p
                WHERE p.user_id = NEW.mentor_id AND p.agency_id = NEW.agency_id
                AND p.ended_at IS NULL
                AND (p.ends_on IS NULL OR p.ends_on >= (now() AT TIME ZONE 'Asia/Makassar')::date))""",
        ),
        triggers.refuse(
            "accounts_user",
            "as_placed",
            "INSERT OR UPDATE OF role, agency_id, placement_id",
            "Peran dan perangkat daerah akun mengikuti penempatan yang dipakai.",
            when="""NEW.placement_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM accounts_placement p
                WHERE p.id = NEW.placement_id AND p.user_id = NEW.id
                AND p.role = NEW.role
                AND p.agency_id IS NOT DISTINCT FROM NEW.agency_id)""",
        ),
        triggers.refuse(
            "accounts_user",
            "keeps_its_placement",
            "UPDATE OF placement_id",
            "Akun dengan beberapa penempatan selalu memakai salah satunya.",
            when="OLD.placement_id IS NOT NULL AND NEW.placement_id IS NULL",
        ),
    ]
