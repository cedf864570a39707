from django.urls import path

from django_site import views

urlpatterns = [
    path("", views.index),
    path("write/", views.write),
    path("article/<int:number>/", views.article),
    path("tags/", views.tags),
]
