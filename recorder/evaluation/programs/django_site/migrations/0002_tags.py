from django.db import migrations, models

NAMES = ("heap", "cycle", "pause", "root", "frame")


def name_tags(apps, schema_editor):
    tag = apps.get_model("django_site", "Tag")
    for name in NAMES:
        tag.objects.create(name=name)


class Migration(migrations.Migration):
    dependencies = [("django_site", "0001_initial")]
    operations = [
        migrations.CreateModel("Tag", [("id", models.AutoField(primary_key=True)), ("name", models.CharField(max_length=40, unique=True))]),
        migrations.AddField("Article", "text", models.TextField(default="")),
        migrations.AddField("Article", "tags", models.ManyToManyField("django_site.Tag", related_name="articles")),
        migrations.RunPython(name_tags, migrations.RunPython.noop),
    ]
