from django import forms
from django.db.models import Count, F
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import render

from django_site.models import Article, Author, Tag


class ArticleForm(forms.Form):
    author = forms.CharField(max_length=80)
    title = forms.CharField(max_length=80)
    text = forms.CharField(widget=forms.Textarea)
    tags = forms.ModelMultipleChoiceField(queryset=Tag.objects.order_by("id"), to_field_name="name")


def index(request):
    articles = Article.objects.select_related("author").prefetch_related("tags").order_by("-id")[:20]
    return render(request, "index.html", {"articles": articles})


def write(request):
    form = ArticleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        author, _ = Author.objects.get_or_create(name=data["author"])
        article = Article.objects.create(author=author, title=data["title"], text=data["text"])
        article.tags.set(data["tags"])
        return HttpResponseRedirect("/article/%d/" % article.id)
    return render(request, "write.html", {"form": form}, status=400 if request.method == "POST" else 200)


def article(request, number):
    if not Article.objects.filter(id=number).update(reads=F("reads") + 1):
        raise Http404("no article %d" % number)
    return render(request, "article.html", {"article": Article.objects.select_related("author").get(id=number)})


def tags(request):
    rows = Tag.objects.annotate(count=Count("articles")).order_by("name").values("name", "count")
    return JsonResponse({"tags": list(rows)})
