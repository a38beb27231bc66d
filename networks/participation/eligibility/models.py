"""Eligibility: who may do something at a stated instant; a refusal says why. Nothing is kept: see rules.py."""
