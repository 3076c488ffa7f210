"""How clips are judged: what is seen in them, how it moves, and how that compares with what was asked for."""
