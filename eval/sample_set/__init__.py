"""The questions of eval/data/samples.jsonl, made from the gold of samples/."""
