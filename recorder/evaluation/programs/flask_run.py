"""Flask: an application with a blueprint, templates and sessions, and requests by its test client.

flask_run.py [ROUNDS]
"""

import hashlib
import sys

from flask import Blueprint, Flask, abort, flash, g, get_flashed_messages, jsonify, redirect, render_template_string, request, session, url_for

from material import Author

PAGE = """<html><title>{{ title }}</title>{% macro row(note) %}<li>{{ note.number }} {{ note.text|title }}{% endmacro %}
{% for message in messages %}<p>{{ message }}{% endfor %}
<ul>{% for note in notes if note.text %}{{ row(note) }}<a href="{{ url_for('notes.show', number=note.number) }}">more</a>{% endfor %}</ul></html>"""

notes = Blueprint("notes", __name__, url_prefix="/notes")
store = []


@notes.before_request
def count():
    g.visits = session["visits"] = session.get("visits", 0) + 1


@notes.route("/")
def index():
    return render_template_string(PAGE, title="Notes %d" % g.visits, notes=store[-20:], messages=get_flashed_messages())


@notes.route("/<int:number>")
def show(number):
    if number >= len(store):
        abort(404)
    return jsonify(note=store[number], visits=g.visits) if request.args.get("full") else jsonify(number=number)


@notes.route("/add", methods=["POST"])
def add():
    store.append({"number": len(store), "text": request.form["text"]})
    flash("added %d" % (len(store) - 1))
    return redirect(url_for("notes.index"))


@notes.errorhandler(404)
def missing(error):
    return jsonify(error=error.description), 404


def application():
    app = Flask(__name__)
    app.secret_key = "evaluation"
    app.register_blueprint(notes)
    return app


def main(rounds):
    app = application()
    author = Author(4)
    digest = hashlib.sha256()
    for number in range(rounds):
        client = app.test_client()
        answers = [
            client.post("/notes/add", data={"text": author.sentence()}, follow_redirects=True),
            client.get("/notes/"),
            client.get("/notes/%d?full=1" % (number % 50)),
            client.post("/notes/add", data={"wrong": "field"}),
            client.get("/nothing/here"),
        ]
        for answer in answers:
            digest.update(b"%d" % answer.status_code + answer.data)
    print("flask: %d rounds, %s" % (rounds, digest.hexdigest()[:16]))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 150)
