"""Documents to prepare a session with: links, and files that were sent."""

from django.core.files.base import ContentFile

from networks.base.files.pictures import picture
from networks.base.files.uploads import check
from networks.meet.sessions.models import Document, Session


def add_document(session: Session, title: str, language: str, *, link: str = "", upload=None) -> Document:
    """Keep a document to prepare with: a link, or a file that was sent. Raises a FileRefused, whose text says what to do.

    What the file is, its contents say; pictures are made anew without what a camera wrote into them.
    """
    made = Document(session=session, title=title, language=language, link=link)
    if upload:
        data = upload.read()
        known = check(upload.name, data)
        name, made.media_type = known.name, known.media_type
        if known.media_type.startswith("image/"):
            kept = picture(data)
            name, data, made.media_type = f"{name.rpartition('.')[0]}.webp", kept.data, kept.kind
        made.file.save(name, ContentFile(data), save=False)
    made.save()
    return made
