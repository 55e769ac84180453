from django.db import migrations, models


def mark(apps, schema_editor):
    """What stands on an automatic dashboard without having been added by anybody was made with it."""
    widgets = apps.get_model("core", "Widget").objects.filter(dashboard__automatic=True)
    added = apps.get_model("core", "DashboardOperation").objects.filter(dashboard__automatic=True, op="add")
    by_hand = {
        int(target.partition(":")[2])
        for target in added.values_list("target", flat=True)
        if target.startswith("widget:")
    }
    widgets.exclude(pk__in=by_hand).update(generated=True)


class Migration(migrations.Migration):
    dependencies = [("core", "0008_questions")]
    operations = [
        migrations.AddField("dashboard", "options", models.JSONField(blank=True, default=dict)),
        migrations.AddField("dashboardfilter", "rules", models.JSONField(blank=True, default=dict)),
        migrations.AddField("widget", "generated", models.BooleanField(default=False)),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
