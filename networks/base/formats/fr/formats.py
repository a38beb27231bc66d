"""How dates are written in French, where Django writes « 1 mars »: `S` is explained in base/days.py."""

DATE_FORMAT = "jS F Y"
DATETIME_FORMAT = "jS F Y H:i"
MONTH_DAY_FORMAT = "jS F"
