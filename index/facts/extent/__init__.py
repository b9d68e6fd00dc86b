"""How far an amount reaches: of which place it speaks, of which year, and of which months."""
