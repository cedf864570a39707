from django.db import models


class Author(models.Model):
    name = models.CharField(max_length=80)


class Article(models.Model):
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="articles")
    title = models.CharField(max_length=80)
    text = models.TextField(default="")
    reads = models.IntegerField(default=0)
    tags = models.ManyToManyField("Tag", related_name="articles")


class Tag(models.Model):
    name = models.CharField(max_length=40, unique=True)
