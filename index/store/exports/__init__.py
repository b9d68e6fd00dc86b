"""How what is taken along is written: rows of figures, CSV, Parquet."""
