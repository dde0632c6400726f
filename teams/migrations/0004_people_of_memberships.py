"""Every holder of a seat, until now a line of text, becomes a person of the registry."""

from django.db import migrations

ENDED = "VACATED"


def enter(apps, schema_editor):
    """One person an account or a name; whoever seems to hold two seats is two people."""
    membership = apps.get_model("teams", "Membership")
    person = apps.get_model("teams", "Person")
    known, seated = {}, set()
    for held in membership.objects.select_related("team").order_by("-starts_on", "-pk"):
        agency, user = held.team.agency_id, held.user_id
        key = (agency, user or held.person_name)
        found = known.get(key)
        if found and held.ends_on is None and found.pk in seated:
            found, user = None, None
        if not found:
            found = person.objects.create(
                agency_id=agency, name=held.person_name, user_id=user
            )
            known.setdefault(key, found)
        if held.ends_on is None:
            seated.add(found.pk)
        held.person = found
        held.end_reason = ENDED if held.ends_on else None
        held.save(update_fields=["person", "end_reason"])


def leave(apps, schema_editor):
    membership = apps.get_model("teams", "Membership")
    for held in membership.objects.select_related("person"):
        held.person_name, held.user_id = held.person.name, held.person.user_id
        held.save(update_fields=["person_name", "user"])


class Migration(migrations.Migration):
    dependencies = [("teams", "0003_people")]

    operations = [migrations.RunPython(enter, leave)]
