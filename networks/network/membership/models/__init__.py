"""What the network knows of its members."""

from networks.network.membership.models.belonging import Category, CategoryKind, EndReason, Membership, Terms
from networks.network.membership.models.fees import (
    FeeInstalment,
    FeeNotice,
    FeeReduction,
    FeeReminder,
    FeeRuleRow,
    FeeRun,
    FeeRunLine,
    FeeSchedule,
    FeeTerms,
    NoticeState,
    NumberSeries,
    ScheduleState,
)
from networks.network.membership.models.fields import FieldKind, OwnField, PersonRecord, Seen
from networks.network.membership.models.figures import Figure, FigureUnit, FigureValue
from networks.network.membership.models.payments import (
    Allocation,
    BankFile,
    BankLine,
    KnownAccount,
    Payment,
)

__all__ = [
    "Allocation",
    "BankFile",
    "BankLine",
    "Category",
    "CategoryKind",
    "EndReason",
    "FeeInstalment",
    "FeeNotice",
    "FeeReduction",
    "FeeReminder",
    "FeeRuleRow",
    "FeeRun",
    "FeeRunLine",
    "FeeSchedule",
    "FeeTerms",
    "FieldKind",
    "Figure",
    "FigureUnit",
    "FigureValue",
    "KnownAccount",
    "Membership",
    "NoticeState",
    "NumberSeries",
    "OwnField",
    "Payment",
    "PersonRecord",
    "ScheduleState",
    "Seen",
    "Terms",
]  # fmt: skip
