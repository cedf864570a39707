from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel("Author", [("id", models.AutoField(primary_key=True)), ("name", models.CharField(max_length=80))]),
        migrations.CreateModel(
            "Article",
            [
                ("id", models.AutoField(primary_key=True)),
                ("author", models.ForeignKey("django_site.Author", models.CASCADE, related_name="articles")),
                ("title", models.CharField(max_length=80)),
            ],
        ),
    ]
