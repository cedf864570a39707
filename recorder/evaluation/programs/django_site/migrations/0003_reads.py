from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("django_site", "0002_tags")]
    operations = [migrations.AddField("Article", "reads", models.IntegerField(default=0))]
