"""What the network knows of its members."""

from networks.network.membership.models.belonging import Category, CategoryKind, EndReason, Membership, Terms
from networks.network.membership.models.fields import FieldKind, OwnField, PersonRecord, Seen
from networks.network.membership.models.figures import Figure, FigureUnit, FigureValue

__all__ = [
    "Category", "CategoryKind", "EndReason", "FieldKind", "Figure", "FigureUnit", "FigureValue", "Membership", "OwnField",
    "PersonRecord", "Seen", "Terms",
]  # fmt: skip
