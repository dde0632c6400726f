"""A returned answer may be without a level until it is ready again."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0003_pinned_period"),
        ("instruments", "0002_immutable"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="answer",
            name="assessments_answer_ready_with_level",
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["READY", "ACCEPTED"]), _negated=True),
                    ("self_level__isnull", False),
                    _connector="OR",
                ),
                name="assessments_answer_ready_with_level",
            ),
        ),
    ]
