"""Documents to prepare a session with."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from networks.meet.sessions.models import Document


@pytest.fixture
def browser(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture(autouse=True)
def kept_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def send(browser, session, name="", content=b"", **data):
    data = {"title": "To read before", "language": "en", **data}
    if name:
        data["file"] = SimpleUploadedFile(name, content)
    return browser.post(reverse("document-new", args=["ponte", session.pk]), data)


def test_a_file_is_kept_and_handed_out_as_an_attachment(browser, session):
    assert send(browser, session, "agenda.txt", "Vers un réseau".encode()).status_code == 302
    answer = browser.get(reverse("document", args=["ponte", Document.objects.get().pk]))
    assert b"".join(answer.streaming_content).decode() == "Vers un réseau"
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_link_is_enough(browser, session):
    assert send(browser, session, link="https://example.org/agenda").status_code == 302
    assert Document.objects.get().link == "https://example.org/agenda"


def test_a_picture_is_made_anew_without_what_the_camera_wrote(browser, session):
    written = io.BytesIO()
    about = Image.Exif()
    about[0x010F] = "Camera of Ana"
    Image.new("RGB", (40, 30), "red").save(written, "JPEG", exif=about)
    assert b"Camera of Ana" in written.getvalue()
    send(browser, session, "house.jpg", written.getvalue())
    kept = Document.objects.get()
    assert kept.media_type == "image/webp" and b"Camera of Ana" not in kept.file.read()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.pdf", b"<html><script>alert(1)</script>"),
        ("half.xlsx", b"PK\x03\x04" + bytes(200)),
        ("what.bin", b"\x00\x01\x02"),
    ],
)
def test_what_is_no_document_is_refused_beside_the_field(browser, session, name, content):
    answer = send(browser, session, name, content)
    assert answer.status_code == 422 and 'id="id_file_error"' in answer.text
    assert "To read before" in answer.text  # what was written is kept
    assert not Document.objects.exists()
