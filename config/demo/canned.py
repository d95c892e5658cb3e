"""What Tumbleway's staff answer often, kept ready."""

from handover.models import CannedReply

REPLIES = {
    "hello": "Hello {first_name}, this is {member_name} from Tumbleway. How can I help?",
    "booked": (
        "Thank you! Your bike is booked in. Please bring it before 10:00; "
        "we write to you as soon as it is ready."
    ),
    "sorry-wait": "Sorry for the wait. I am looking into it now and come back to you today. {member_name}",
}


def keep_ready() -> None:
    """Only while there is none at all: what was edited or deleted is left alone."""
    if not CannedReply.objects.exists():
        CannedReply.objects.bulk_create(
            CannedReply(shortcut=shortcut, text=text) for shortcut, text in REPLIES.items()
        )
