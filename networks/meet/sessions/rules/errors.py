"""What can stand in the way of an action; each says what to do next."""

from django.utils.translation import gettext_lazy as _


class NotNow(Exception):
    """The state of things does not allow this. `message` is for the person who tried."""

    def __init__(self, message):
        super().__init__(message)
        self.message = message


class SomeoneWasQuicker(NotNow):
    """Two people acted at once and the other one won."""

    def __init__(self, who: str = "", what: str = ""):
        if who and what:
            message = _("%(who)s was quicker: %(what)s. Look at the page again.") % {"who": who, "what": what}
        else:
            message = _("Someone was quicker. Look at the page again.")
        super().__init__(message)
