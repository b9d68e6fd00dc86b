"""Plans by the first wording that matches; what `qa.plan` does not yet answer is answered by these."""
