from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0009_filter_rules_and_generated_widgets")]
    operations = [migrations.AddField("upload", "append", models.BooleanField(default=False))]
