"""The formats of exports: rows of figures, CSV, Parquet."""
