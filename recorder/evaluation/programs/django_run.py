"""Django: three migrations of an in-memory SQLite database, then requests by the test client.

django_run.py [ROUNDS]
"""

import hashlib
import logging
import sys

import django
from django.conf import settings

from material import Author

TEMPLATES = {
    "base.html": "<html><title>{% block title %}{% endblock %}</title>{% block body %}{% endblock %}</html>",
    "index.html": """{% extends "base.html" %}{% block title %}Articles{% endblock %}{% block body %}<ul>
{% for article in articles %}<li class="{% cycle 'odd' 'even' %}"><a href="/article/{{ article.id }}/">{{ article.title|title }}</a>
by {{ article.author.name|upper }}, read {{ article.reads }} time{{ article.reads|pluralize }}:
{% for tag in article.tags.all %}{{ tag.name }}{% if not forloop.last %}, {% endif %}{% endfor %}</li>{% endfor %}</ul>{% endblock %}""",
    "article.html": """{% extends "base.html" %}{% block title %}{{ article.title }}{% endblock %}{% block body %}
<h1>{{ article.title }}</h1><p>{{ article.author.name }}</p>{{ article.text|linebreaks }}{% endblock %}""",
    "write.html": """{% extends "base.html" %}{% block body %}<form method="post">{{ form.as_p }}</form>{% endblock %}""",
}


def configure():
    loader = ("django.template.loaders.locmem.Loader", TEMPLATES)
    settings.configure(
        SECRET_KEY="evaluation",
        ALLOWED_HOSTS=["testserver"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions", "django_site"],
        MIDDLEWARE=["django.middleware.common.CommonMiddleware", "django.contrib.sessions.middleware.SessionMiddleware"],
        ROOT_URLCONF="django_site.urls",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": [loader]}}],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        LOGGING_CONFIG=None,
        USE_TZ=True,
    )
    django.setup()


def main(rounds):
    logging.disable(logging.CRITICAL)
    configure()
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    client = Client()
    author = Author(3)
    digest = hashlib.sha256()
    for number in range(rounds):
        form = {"author": author.word(), "title": author.title(), "text": author.paragraph(), "tags": ["heap", "root"]}
        if number % 5 == 4:
            form["tags"] = ["no such tag"]
        answers = [client.get("/write/"), client.post("/write/", form), client.get("/"), client.get("/article/%d/" % (number + 1)), client.get("/tags/")]
        for answer in answers:
            digest.update(b"%d" % answer.status_code + answer.content)
    print("django: %d rounds, %s" % (rounds, digest.hexdigest()[:16]))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 80)
