"""Alembic's environment: the changes of the tables from version 8 on, each a file of `versions`."""
