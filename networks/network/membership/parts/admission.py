"""Admission: applications, their way to a decision, the estimate."""

WITHOUT = {
    "network_membership.application.secret_hash": "It belongs to the applicant's link, which leads to the old installation; send a new one.",
}
