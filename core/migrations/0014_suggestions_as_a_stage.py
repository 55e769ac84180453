from django.db import migrations, models
from django.db.models import F

STAGES = [
    ("read", "Reading"),
    ("profile", "Profiling"),
    ("clean", "Cleaning"),
    ("insights", "Looking for insights"),
    ("charts", "Drawing charts"),
    ("suggest", "Looking for suggestions"),
]


def take_over(apps, schema_editor):
    """What was cleaned had its suggestions looked for in the same stage; runs that wait go on to the new last stage."""
    apps.get_model("core", "DatasetVersion").objects.exclude(cleaned_at=None).update(suggested_at=F("cleaned_at"))
    apps.get_model("core", "Run").objects.filter(until="charts", state__in=["queued", "running"]).update(
        until="suggest"
    )


class Migration(migrations.Migration):
    dependencies = [("core", "0013_alerts_and_failures_as_facts")]

    operations = [
        migrations.AddField("datasetversion", "suggested_at", models.DateTimeField(blank=True, null=True)),
        migrations.AlterField("run", "stage", models.CharField(choices=STAGES, default="read", max_length=10)),
        migrations.AlterField("run", "until", models.CharField(choices=STAGES, default="suggest", max_length=10)),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
