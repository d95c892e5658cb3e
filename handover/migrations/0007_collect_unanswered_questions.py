from django.db import migrations

DID_NOT_KNOW = "The bot knows no answer, and no scenario hands over for that."


def collect(apps, schema_editor):
    """The questions that were handed over, or answered with "I do not know", before they had rows."""
    Gap = apps.get_model("handover", "Gap")
    Handover = apps.get_model("handover", "Handover")
    Message = apps.get_model("handover", "Message")
    handed = Handover.objects.filter(trigger="lack_of_information", bot__isnull=False, message__isnull=False)
    for handover in handed.select_related("message").order_by("pk").iterator():
        _add(Gap, handover.bot_id, handover.message)
    unknown = Message.objects.filter(author="bot", because=DID_NOT_KNOW, turn_key__isnull=False)
    for said in unknown.select_related("conversation").order_by("pk").iterator():
        asked = Message.objects.filter(pk=said.turn_key, conversation=said.conversation_id).first()
        if asked and said.conversation.bot_id:
            _add(Gap, said.conversation.bot_id, asked)


def _add(Gap, bot_id, message):
    question = " ".join(message.text.split())[:500]
    Gap.objects.get_or_create(
        message=message,
        defaults={
            "bot_id": bot_id,
            "conversation_id": message.conversation_id,
            "question": question,
            "asked_at": message.created_at,
        },
    )


class Migration(migrations.Migration):

    dependencies = [("handover", "0006_unanswered_questions")]

    operations = [migrations.RunPython(collect, migrations.RunPython.noop)]
