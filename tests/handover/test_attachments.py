"""Which files are taken, where they are kept, who may have them, and when they go."""

import io
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import AsyncClient, Client
from django.urls import reverse
from pytest_django import Settings
from pytest_django.fixtures import DjangoAssertNumQueries

from bots.channels.base import Inbound
from bots.decisions import Escalate, Reply, decide
from bots.models import Channel, Scenario
from bots.setup import engine_of, setup_of
from bots.transcript import Author, Transcript, Utterance
from handover import attachments, desk, filenames, intake
from handover.acceptance import Refused, check
from handover.models import Attachment, Conversation, Handover, Message
from staff.models import Member
from tests.conftest import run_due
from tests.handover import files
from tests.handover.files import sent

pytestmark = pytest.mark.django_db


def shown(value: object) -> str:
    """Of a test's arguments, those that can be read."""
    return value if isinstance(value, str) else ""


def stored() -> list[Path]:
    return [path for path in Path(configured.MEDIA_ROOT).rglob("*") if path.is_file()]


def refusal(name: str, data: bytes, content_type: str = "") -> str:
    with pytest.raises(Refused) as refused:
        check([sent(name, data, content_type)])
    return str(refused.value.message)


@pytest.mark.parametrize(
    ("name", "data", "content_type"),
    [
        ("a.png", files.PNG, "image/png"),
        ("a.JPG", files.JPEG, "image/jpeg"),
        ("a.gif", files.GIF, "image/gif"),
        ("a.webp", files.WEBP, "image/webp"),
        ("a.pdf", files.PDF, "application/pdf"),
        ("a.txt", "Grüße, ciao\n".encode(), "text/plain"),
        ("a.txt", "caf\xe9".encode("latin-1"), "text/plain"),
        ("a.txt", "a\tb".encode("utf-16"), "text/plain"),
        ("a.csv", b"a,b\n1,2\n", "text/csv"),
        ("a.docx", files.DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.xlsx", files.XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.odt", files.ODT, "application/vnd.oasis.opendocument.text"),
        ("a.mp3", files.MP3, "audio/mpeg"),
        ("a.mp4", files.MP4, "video/mp4"),
        ("a.m4a", files.MP4, "audio/mp4"),
        ("a.ogg", files.OGG, "application/ogg"),
    ],
    ids=shown,
)
def test_the_kinds_that_may_be_sent_are_known_by_their_bytes(
    name: str, data: bytes, content_type: str
) -> None:
    (checked,) = check([sent(name, data)])
    assert (checked.name, checked.content_type, checked.size) == (name, content_type, len(data))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.exe", files.EXE),
        ("a.svg", files.SVG),
        ("a.html", files.HTML),
        ("a.js", b"alert(1)"),
        ("a.zip", files.ZIP),
        ("a.docm", files.WITH_MACROS),
        ("a.wav", files.WAV),
        ("a", files.EXE),
        ("invoice.pdf.exe", files.PDF),
    ],
    ids=shown,
)
def test_what_may_not_be_sent_is_refused_with_what_may(name: str, data: bytes) -> None:
    words = refusal(name, data)
    assert name in words
    assert "PDF" in words


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", files.EXE),
        ("a.png", files.HTML),
        ("a.png", files.SVG),
        ("a.txt", files.HTML),
        ("a.csv", files.EXE),
        ("a.docx", files.WITH_MACROS),
        ("a.docx", files.ZIP),
        ("a.docx", files.XLSX),
        ("a.webp", files.WAV),
        ("a.pdf", b"not a PDF"),
    ],
    ids=shown,
)
def test_a_file_that_is_not_what_its_name_says_is_refused(name: str, data: bytes) -> None:
    words = refusal(name, data)
    assert words.startswith(f"“{name}” is called ")


def test_the_remedy_for_a_wrong_name_is_said() -> None:
    assert refusal("photo.png", files.PDF) == (
        "“photo.png” is called a PNG picture, but it is a PDF document. "
        "Give it a name that ends in .pdf and send it again."
    )


def test_a_file_announced_as_what_it_is_not_is_refused() -> None:
    words = refusal("a.png", files.PNG, "text/html")
    assert words == "“a.png” is announced as text/html, but it is a PNG picture. Send it as image/png."


@pytest.mark.parametrize("content_type", ["", "application/octet-stream", "image/png; x=y", "IMAGE/PNG"])
def test_whoever_does_not_know_the_type_may_leave_it_open(content_type: str) -> None:
    assert check([sent("a.png", files.PNG, content_type)])


def test_spreadsheets_announce_csv_as_their_own() -> None:
    assert check([sent("a.csv", b"a;b", "application/vnd.ms-excel")])


def test_an_empty_a_large_and_a_sixth_file_are_refused_by_name(settings: Settings) -> None:
    settings.ATTACHMENT_MAX_BYTES = 2048
    assert refusal("a.png", b"") == "“a.png” is empty. Choose the file again, or another one."
    assert "“b.txt” has 3 KB; at most 2 KB can be sent." in refusal("b.txt", b"x" * 3000)
    with pytest.raises(Refused, match="At most 5 files"):
        check([sent("a.png")] * 6)


def test_a_list_of_contents_longer_than_any_document_is_not_read() -> None:
    forged = bytearray(files.DOCX)
    end = forged.rfind(b"PK\x05\x06")
    forged[end + 12 : end + 16] = (50 * 1024 * 1024).to_bytes(4, "little")
    assert "is not" in refusal("a.docx", bytes(forged))


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\temp\\a.png", "a.png"),
        ("a\x00\r\nb\x7f.png", "a b.png"),
        ("cod\u202egnp.exe", "codgnp.exe"),
        (" . .. ", "file"),
        ("a\u200b\u2066b.png", "ab.png"),
        ('a"<b>.png', "a__b_.png"),
        ("x" * 500 + ".png", "x" * 116 + ".png"),
        ("…/日本語 ☂.pdf", "日本語 ☂.pdf"),
        ("\ud800.png", "_.png"),
    ],
)
def test_a_name_holds_no_path_no_control_and_no_trick(given: str, shown: str) -> None:
    assert filenames.clean(given) == shown


def test_a_file_without_an_ending_gets_its_own() -> None:
    assert [one.name for one in check([sent("Scan 1.2"), sent("photo")])] == ["Scan 1.2.png", "photo.png"]


Writes = Callable[..., Conversation]


@pytest.fixture
def writes(webchat: Channel, now: datetime) -> Writes:
    """A visitor of the web chat writes, with files."""
    count = iter(range(100))

    def write(text: str, *attached: Any, work: bool = False) -> Conversation:
        inbound = Inbound(f"w-{next(count)}", "visitor", text, attachments=attached or (sent("a.png"),))
        message = intake.receive(webchat, inbound, now=now).message
        if work:
            run_due(now)
        return Conversation.objects.for_lists().get(pk=message.conversation_id)

    return write


def test_a_message_keeps_its_files_under_names_nobody_can_guess(writes: Writes) -> None:
    conversation = writes("Look", sent("../a.png"), sent("b.pdf", files.PDF))
    first, second = Attachment.objects.all()
    assert first.message == conversation.last_inbound
    assert (first.name, first.content_type, first.size) == ("a.png", "image/png", len(files.PNG))
    assert second.name == "b.pdf"
    assert first.file.name == f"{first.key[:2]}/{first.key}"
    assert first.file.read() == files.PNG
    assert {path.stat().st_mode & 0o777 for path in stored()} == {0o600}


def test_one_bad_file_refuses_the_message_whole(writes: Writes) -> None:
    with pytest.raises(Refused) as refused:
        writes("Look", sent("a.png"), sent("b.png", files.EXE))
    assert refused.value.index == 1
    assert not Message.objects.exists()
    assert not stored()


def test_the_same_message_twice_keeps_its_files_once(webchat: Channel, now: datetime) -> None:
    for _ in range(2):
        intake.receive(webchat, Inbound("w", "v", "", attachments=(sent("a.png"),)), now=now)
    assert Attachment.objects.count() == len(stored()) == 1


class FullDisk(FileSystemStorage):
    """Takes a file, and has no room for the next."""

    room = 1

    def _save(self, name: str, content: Any) -> str:
        if not self.room:
            Path(self.path(name)).parent.mkdir(parents=True, exist_ok=True)
            Path(self.path(name)).write_bytes(b"half")
            raise OSError(28, "No space left on device")
        type(self).room -= 1
        return str(super()._save(name, content))  # type: ignore[misc]


def test_a_full_disk_leaves_nothing_half_written(writes: Writes, settings: Settings) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": f"{__name__}.FullDisk"},
    }
    FullDisk.room = 1
    with pytest.raises(attachments.NotKept, match="nothing was sent"):
        writes("Look", sent("a.png"), sent("b.png"))
    assert not Message.objects.exists()
    assert not stored()


def test_files_whose_rows_are_rolled_back_are_removed(now: datetime, writes: Writes, bea: Member) -> None:
    conversation = writes("Hello")
    before = stored()

    def fails() -> None:
        with attachments.kept([sent("b.png")], now=now) as rows, transaction.atomic():
            attachments.store(rows, conversation, uploaded_by=bea)
            assert len(stored()) == len(before) + 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert stored() == before


def reply(conversation: Conversation, by: Member, now: datetime, text: str = "", **more: Any) -> Message:
    return desk.reply(conversation, by, text, now=now, **more)


def test_a_reply_of_files_alone_reaches_the_contact(
    writes: Writes, bea: Member, now: datetime, client: Client, webchat: Channel
) -> None:
    conversation = writes("Hello")
    rows = attachments.upload(conversation, [sent("offer.pdf", files.PDF)], by=bea, now=now)
    message = reply(conversation, bea, now, files=rows, client_key="k")
    again = reply(conversation, bea, now, files=[], client_key="k")
    assert message == again
    assert [one.name for one in message.attachments.all()] == ["offer.pdf"]
    with pytest.raises(ValidationError, match="removed or sent meanwhile"):
        reply(conversation, bea, now, files=rows)
    with pytest.raises(ValidationError, match="Write something"):
        reply(conversation, bea, now)


def test_at_most_five_wait_to_be_sent(writes: Writes, bea: Member, carl: Member, now: datetime) -> None:
    conversation = writes("Hello")
    attachments.upload(conversation, [sent("a.png")] * 4, by=bea, now=now)
    with pytest.raises(Refused):
        attachments.upload(conversation, [sent("a.png")] * 2, by=bea, now=now)
    attachments.upload(conversation, [sent("a.png")] * 5, by=carl, now=now)


def test_the_sweep_removes_what_was_never_sent_and_what_no_row_knows(
    writes: Writes, bea: Member, now: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    conversation = writes("Hello")
    attachments.upload(conversation, [sent("b.png")], by=bea, now=now)
    lost = Path(configured.MEDIA_ROOT) / "ab" / "abandoned"
    lost.parent.mkdir(exist_ok=True)
    lost.write_bytes(b"x")
    for hours, left in ((1, 3), (25, 1)):
        with django_capture_on_commit_callbacks(execute=True):
            attachments.sweep(now=now + timedelta(hours=hours))
        assert len(stored()) == left
    assert Attachment.objects.get().message == conversation.last_inbound


def test_a_file_that_is_just_being_written_is_left_alone(now: datetime) -> None:
    fresh = Path(configured.MEDIA_ROOT) / "ab" / "fresh"
    fresh.parent.mkdir(parents=True)
    fresh.write_bytes(b"x")
    assert attachments.sweep(now=now) == 0
    os.utime(fresh, (0, 0))
    assert attachments.sweep(now=now) == 1


def test_the_files_of_a_deleted_conversation_go(writes: Writes, now: datetime) -> None:
    writes("Hello").delete()
    assert not Attachment.objects.exists()
    attachments.sweep(now=now + timedelta(hours=25))
    assert not stored()


def test_what_lies_beside_our_folders_is_left_alone(now: datetime) -> None:
    beside = Path(configured.MEDIA_ROOT) / "lost+found" / "x"
    beside.parent.mkdir(parents=True)
    beside.write_bytes(b"x")
    os.utime(beside, (0, 0))
    assert attachments.sweep(now=now) == 0
    assert beside.exists()


def test_a_sweep_before_anything_was_stored_is_nothing(now: datetime) -> None:
    assert attachments.sweep(now=now) == 0


# Giving out


def address_of(one: Attachment) -> str:
    return reverse("files:file", args=[one.key, one.name])


def test_staff_see_pictures_in_place_and_get_the_rest_to_keep(
    writes: Writes, bea: Member, client: Client
) -> None:
    writes("Look", sent("a.png"), sent('r "1".pdf', files.PDF), sent("n.txt", b"hi"))
    client.force_login(bea)
    said = {}
    for one in Attachment.objects.all():
        answer: Any = client.get(address_of(one))
        assert b"".join(answer.streaming_content) == one.file.read()
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["Cache-Control"] == "private, max-age=3600"
        assert answer["Content-Type"] == one.content_type
        assert answer["Content-Length"] == str(one.size)
        said[one.kind] = answer["Content-Disposition"]
    assert said["PNG"] == 'inline; filename="a.png"'
    assert said["PDF"] == 'attachment; filename="r _1_.pdf"'
    assert said["TXT"] == 'attachment; filename="n.txt"'


def test_a_picture_can_be_kept_too(writes: Writes, bea: Member, client: Client) -> None:
    writes("Look")
    client.force_login(bea)
    answer = client.get(f"{address_of(Attachment.objects.get())}?download")
    assert answer["Content-Disposition"].startswith("attachment")


def test_whoever_may_not_read_conversations_gets_no_file(writes: Writes, client: Client) -> None:
    writes("Look")
    address = address_of(Attachment.objects.get())
    assert client.get(address).status_code == 302
    client.force_login(Member.objects.create_user("x@shop.example", "x"))
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("path", ["../../secret_key/a", "..%2f..%2fsecret_key/a", "%00/a", "x/../../a"])
def test_no_path_leads_out_of_the_folder(path: str, bea: Member, client: Client) -> None:
    client.force_login(bea)
    assert client.get(f"/files/{path}").status_code == 404


def test_a_file_that_is_gone_is_not_found(writes: Writes, bea: Member, client: Client) -> None:
    writes("Look")
    one = Attachment.objects.get()
    one.file.delete(save=False)
    client.force_login(bea)
    assert client.get(address_of(one)).status_code == 404


@pytest.mark.asyncio
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
async def test_a_large_file_goes_out_in_pieces_and_never_whole_in_memory(
    ana: Member, webchat: Channel, now: datetime
) -> None:
    from asgiref.sync import sync_to_async

    data = b"x" * (3 * 1024 * 1024)
    inbound = Inbound("w", "v", "", attachments=(sent("big.txt", data),))
    await sync_to_async(intake.receive)(webchat, inbound, now=now)
    one = await Attachment.objects.aget()
    client = AsyncClient()
    await sync_to_async(client.force_login)(ana)
    answer: Any = await client.get(address_of(one))
    assert answer.is_async
    pieces = [piece async for piece in answer.streaming_content]
    assert max(map(len, pieces)) <= 64 * 1024
    assert b"".join(pieces) == data


# The desk


def post_reply(client: Client, conversation: Conversation, **fields: Any) -> Any:
    return client.post(reverse("desk:reply", args=[conversation.pk]), {"mode": "reply", **fields})


def test_a_plain_form_sends_text_and_files_together(writes: Writes, bea: Member, client: Client) -> None:
    conversation = writes("Hello")
    client.force_login(bea)
    upload = SimpleUploadedFile("offer.pdf", files.PDF, "application/pdf")
    fields = {"text": "Here it is", "client_key": "k1"}
    assert post_reply(client, conversation, **fields, files=[upload]).status_code == 302
    upload.seek(0)
    assert post_reply(client, conversation, **fields, files=[upload]).status_code == 302
    message = conversation.messages.get(direction="outbound")
    assert message.text == "Here it is"
    assert [one.name for one in Attachment.objects.filter(message=message)] == ["offer.pdf"]
    assert Attachment.objects.count() == 2, "the contact's picture and one offer, sent once"


def test_a_file_is_uploaded_first_and_sent_with_the_reply(
    writes: Writes, bea: Member, carl: Member, client: Client
) -> None:
    conversation = writes("Hello")
    client.force_login(bea)
    url = reverse("files:upload", args=[conversation.pk])
    answer = client.post(url, {"files": SimpleUploadedFile("a.png", files.PNG, "image/png")})
    assert answer.status_code == 201
    unsent = Attachment.objects.get(message=None)
    assert unsent.key in answer.content.decode()
    page = client.get(reverse("desk:conversation", args=[conversation.pk])).content.decode()
    assert f'value="{unsent.key}" checked' in page, "it is there again after a reload"
    client.force_login(carl)
    assert post_reply(client, conversation, text="x", attachment=unsent.key).status_code == 422, "not Carl's"
    client.force_login(bea)
    assert post_reply(client, conversation, attachment=unsent.key).status_code == 302
    unsent.refresh_from_db()
    assert unsent.message
    assert unsent.message.member == bea


def test_a_refused_upload_says_why(writes: Writes, bea: Member, client: Client) -> None:
    conversation = writes("Hello")
    client.force_login(bea)
    url = reverse("files:upload", args=[conversation.pk])
    answer = client.post(url, {"files": SimpleUploadedFile("a.png", files.EXE, "image/png")})
    assert answer.status_code == 422
    assert "“a.png” is called a PNG picture" in answer.json()["error"]
    answer = post_reply(client, conversation, text="Hi", files=[SimpleUploadedFile("a.exe", files.EXE)])
    assert answer.status_code == 422
    assert "“a.exe” is of a kind that cannot be sent here" in answer.content.decode()
    assert not conversation.messages.filter(direction="outbound").exists()


def test_only_who_uploaded_a_file_removes_it(
    writes: Writes, bea: Member, carl: Member, client: Client, now: datetime,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    conversation = writes("Hello")
    (unsent,) = attachments.upload(conversation, [sent("b.png")], by=bea, now=now)
    url = reverse("files:remove", args=[unsent.key])
    for member, left in ((carl, 2), (bea, 1)):
        client.force_login(member)
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(url).status_code == 204
        assert Attachment.objects.count() == len(stored()) == left


def test_a_sent_file_cannot_be_removed(writes: Writes, bea: Member, now: datetime) -> None:
    conversation = writes("Hello")
    rows = attachments.upload(conversation, [sent("b.png")], by=bea, now=now)
    reply(conversation, bea, now, files=rows)
    attachments.discard(rows)
    assert Attachment.objects.count() == 2


def test_the_thread_shows_pictures_and_cards(writes: Writes, bea: Member, client: Client) -> None:
    conversation = writes("", sent("a.png"), sent("<b>.pdf", files.PDF))
    client.force_login(bea)
    page = client.get(reverse("desk:conversation", args=[conversation.pk])).content.decode()
    picture, card = Attachment.objects.all()
    assert f'<img src="{address_of(picture)}" alt="a.png" loading="lazy"' in page
    assert f'href="{address_of(card)}"' in page
    assert "PDF ·" in page


def test_a_thread_full_of_files_asks_no_more_than_one_with_one(
    writes: Writes, bea: Member, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    conversation = writes("One")
    client.force_login(bea)
    url = reverse("desk:conversation", args=[conversation.pk])
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(url)
    for number in range(10):
        writes(f"More {number}", sent("a.png"), sent("b.png"))
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) <= len(few)


# The bot


def test_a_picture_without_words_is_handed_over_with_its_name(writes: Writes) -> None:
    conversation = writes("", sent("invoice.pdf", files.PDF), work=True)
    handover = Handover.objects.get(conversation=conversation)
    assert handover.trigger == Scenario.Kind.LACK_OF_INFORMATION
    assert handover.evidence[0]["text"] == "sent invoice.pdf, which the bot cannot open"
    assert handover.briefing["asked"] == ["[sent invoice.pdf]"]


def test_where_nobody_takes_over_the_bot_says_that_it_cannot_open_files(writes: Writes, bot: Any) -> None:
    Scenario.objects.filter(trigger=Scenario.Kind.LACK_OF_INFORMATION).update(enabled=False)
    conversation = writes("", work=True)
    answer = conversation.messages.get(author="bot")
    assert answer.text == "I am sorry, I cannot open files. Could you tell me in words what it is about?"


def test_words_beside_a_file_are_answered(writes: Writes) -> None:
    conversation = writes("When are you open?", work=True)
    answer = conversation.messages.get(author="bot")
    assert "Monday to Saturday" in answer.text


def test_a_file_among_words_changes_nothing(bot: Any) -> None:
    setup, engine = setup_of(bot), engine_of(bot)
    lone = Utterance(Author.CONTACT, "", ("a.png",))
    asked = Utterance(Author.CONTACT, "When are you open?")
    for said in ((lone, asked), (asked, lone), (lone, Utterance(Author.BOT, "Pardon?"), asked)):
        decision = decide(setup, Transcript(said), engine)
        assert isinstance(decision, Reply)
        assert decision.article
    assert isinstance(decide(setup, Transcript((lone, lone)), engine), Escalate)


def test_the_owner_is_told_what_was_sent(writes: Writes, bea: Member, now: datetime) -> None:
    from staff.models import Notification

    conversation = writes("Hello")
    reply(conversation, bea, now, "Hi")
    writes("", sent("receipt.pdf", files.PDF))
    assert Notification.objects.latest("pk").body == "[sent receipt.pdf]"


def test_a_stream_is_read_from_its_beginning(now: datetime, webchat: Channel) -> None:
    half_read = io.BytesIO(files.PNG)
    half_read.read(5)
    given = sent("a.png")
    given.content.read(7)
    intake.receive(webchat, Inbound("w", "v", "", attachments=(given,)), now=now)
    assert Attachment.objects.get().file.read() == files.PNG


def test_the_operator_sees_the_names(writes: Writes, capsys: pytest.CaptureFixture[str]) -> None:
    import json

    from django.core.management import call_command

    conversation = writes("", sent("a.png"), sent("b.pdf", files.PDF))
    call_command("conversation", str(conversation.pk), "--json")
    assert json.loads(capsys.readouterr().out)["messages"][0]["attachments"] == ["a.png", "b.pdf"]
