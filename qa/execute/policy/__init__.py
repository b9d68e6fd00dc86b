"""What policy documents rule: which place of them answers, with what number, and whether it is in force."""
