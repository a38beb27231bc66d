"""Who may do what with twinnings."""

from networks.people.permissions import confirmed, coordinates, signed_in_by_themselves

__all__ = ["confirmed", "coordinates", "signed_in_by_themselves"]
