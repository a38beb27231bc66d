"""What happened to people, told to the layers above: the record keeps it as events."""

from django.dispatch import Signal

# verb, about (a record), actor (Person or None), organisations
happened = Signal()


def tell(verb: str, about, *, actor=None, organisations=()) -> None:
    """Tell, in the transaction of the rule that calls this, that `actor` did `verb` to `about`."""
    happened.send(type(about), verb=verb, about=about, actor=actor, organisations=list(organisations))
