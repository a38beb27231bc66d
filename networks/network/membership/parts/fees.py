"""Fees: schedules, notices, payments, arrears."""


def ready() -> None:
    from networks.network.membership.rules import (
        delivering,  # noqa: F401  its jobs
        fee_reductions,
        fee_runs,  # noqa: F401
        fee_schedules,
        paying,
        reminding,  # noqa: F401
        standing,
    )

    standing.declare()
    fee_schedules.declare()
    fee_reductions.declare()
    paying.declare()
