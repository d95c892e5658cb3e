"""Under bots/<slug>/knowledge/."""

from django.urls import path

from bots.views import article, importing, knowledge
from handover.views import unanswered

app_name = "knowledge"
urlpatterns = [
    path("", knowledge.articles_list, name="list"),
    path("learning/", knowledge.learning, name="learning"),
    path("add/", knowledge.add, name="add"),
    path("switch/", knowledge.switch, name="switch"),
    path("export/", knowledge.export, name="export"),
    path("import/", importing.choose, name="import"),
    path("import/read/", importing.read, name="read"),
    path("import/<int:pk>/", importing.preview, name="preview"),
    path("import/<int:pk>/write/", importing.write, name="write"),
    path("import/<int:pk>/drop/", importing.drop, name="drop"),
    path("unanswered/", unanswered.questions, name="unanswered"),
    path("unanswered/dismiss/", unanswered.dismiss, name="dismiss"),
    path("unanswered/back/", unanswered.bring_back, name="bring_back"),
    path("unanswered/article/", unanswered.write_article, name="write_article"),
    path("<int:pk>/", article.editor, name="article"),
    path("<int:pk>/near/", article.near, name="near"),
    path("<int:pk>/autosave/", article.autosave, name="article_autosave"),
    path("<int:pk>/discard/", article.discard, name="article_discard"),
    path("<int:pk>/save/", article.save, name="article_save"),
    path("<int:pk>/switch/", article.switch, name="article_switch"),
    path("<int:pk>/delete/", article.delete, name="article_delete"),
]
