"""The place, the year and the months that an amount covers."""
