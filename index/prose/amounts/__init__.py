"""Sentences → `Change`s: the amounts that prose tells, what each is of, what it is compared with, and why."""
