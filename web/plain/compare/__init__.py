"""Bodies and years beside each other on one subject: chosen, found, reckoned, shown, taken along."""
