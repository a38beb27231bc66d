"""Fees: schedules, notices, payments, arrears."""


def ready() -> None:
    from networks.network.membership.rules import standing

    standing.declare()
