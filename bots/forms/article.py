from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from bots.fields import LinesField, keep_what_is_too_long
from bots.models import Article

if TYPE_CHECKING:
    ArticleModelForm = forms.ModelForm[Article]
else:
    ArticleModelForm = forms.ModelForm

LONGEST_QUESTION: int = Article._meta.get_field("question").max_length or 0
LONGEST_ANSWER: int = Article._meta.get_field("answer").max_length or 0
MOST_WORDINGS, LONGEST_WORDING = 60, 200
NO_QUESTION = "Write the question as a contact would ask it."
NO_ANSWER = "Write the answer. Without one the bot has nothing to say."


class ArticleForm(ArticleModelForm):
    wordings = LinesField(
        label="More wordings",
        noun="wording",
        lines=MOST_WORDINGS,
        length=LONGEST_WORDING,
        help_text="Other ways contacts ask this, one a line.",
    )

    class Meta:
        model = Article
        fields = ("question", "answer", "wordings")
        widgets = {
            "question": forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
            "answer": forms.Textarea(attrs={"dir": "auto", "rows": 8}),
        }
        help_texts = {
            "question": "As a contact would ask it.",
            "answer": "What the bot says, word for word. One question, one answer.",
        }
        error_messages = {
            "question": {"required": NO_QUESTION},
            "answer": {"required": NO_ANSWER},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_what_is_too_long(self)

    def clean_question(self) -> str:
        question = " ".join(self.cleaned_data["question"].split())
        if twin := twin_of(self.instance, question):
            raise ValidationError(f"There is an article for this question already: “{twin}”.")
        return question


def twin_of(article: Article, question: str) -> Article | None:
    """The bot's other article that has this question."""
    others = Article.objects.filter(bot=article.bot_id).exclude(pk=article.pk)
    return others.filter(question__iexact=" ".join(question.split())).first()
