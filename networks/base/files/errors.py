"""What can be wrong with a file that somebody sent, as types: each message says what to do next."""

from django.utils.translation import gettext_lazy as _


class FileRefused(ValueError):
    """A file that we do not take. ``str(error)`` is for the person who sent it, in their language.

    In: ``values`` fill the placeholders of the message (``FileTooLarge(limit="20")``).
    """

    message = _("This file cannot be used. Choose another one.")

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(values)

    def __str__(self) -> str:
        return str(self.message) % self.values


class FileEmpty(FileRefused):
    message = _("This file is empty. Open it, check that something is in it, save it and send it again.")


class FileTooLarge(FileRefused):
    """``limit``: the limit in megabytes."""

    message = _("This file is larger than %(limit)s MB. Make it smaller or send it in parts.")


class UnpacksTooLarge(FileRefused):
    """A packed file that would fill the memory. ``limit``: the limit in megabytes."""

    message = _(
        "Unpacked, this file is larger than %(limit)s MB. Remove sheets and pictures that are not needed, and send it again."
    )


class TooManyRows(FileRefused):
    """``limit``: how many rows are read at most."""

    message = _(
        "This table has more than %(limit)s rows. Split it into several files and send them one after another."
    )


class KindNotAllowed(FileRefused):
    """The contents are of a kind that this place does not take. ``allowed``: the kinds, in words."""

    message = _("This kind of file cannot be sent here. Send one of these instead: %(allowed)s.")


class KindUnknown(FileRefused):
    """The contents tell nothing, or something else than the name. ``allowed``: the kinds, in words."""

    message = _(
        "The contents of this file do not fit its name. Open it in the program it comes from, "
        "save it again as one of these, and send that: %(allowed)s."
    )


class ActiveContent(FileRefused):
    """Macros, scripts, markup that a browser would run."""

    message = _(
        "This file can contain programs, so it is not accepted. Save it without macros (.xlsx, .docx, .pptx), "
        "or a drawing or page as PDF or PNG, and send that."
    )


class FileBroken(FileRefused):
    message = _(
        "This file is damaged and cannot be read. Open it, save it again under a new name, and send that one."
    )


class FileEncrypted(FileRefused):
    message = _("This file is protected by a password. Save a copy without password and send that one.")


class PictureTooLarge(FileRefused):
    """``limit``: millions of pixels."""

    message = _("This picture has more than %(limit)s million pixels. Make it smaller and send it again.")


class EncodingWrong(FileRefused):
    """The person chose an encoding in which the file cannot be read. ``encoding``: its name."""

    message = _(
        "The letters of this file are not written as %(encoding)s. Choose another one, or “find out”."
    )
