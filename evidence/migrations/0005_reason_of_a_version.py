from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0004_inspections")]

    operations = [
        migrations.AddField(
            model_name="documentversion",
            name="reason",
            field=models.CharField(
                blank=True,
                default="",
                max_length=300,
                verbose_name="alasan penggantian",
            ),
            preserve_default=False,
        ),
        # versions from before carry no reason and can't be changed: new rows alone
        AddConstraintNotValid(
            model_name="documentversion",
            constraint=models.CheckConstraint(
                condition=models.Q(number=1) | ~models.Q(reason=""),
                name="evidence_documentversion_replaced_for_a_reason",
                violation_error_message="Tulis alasan penggantian.",
            ),
        ),
    ]
