"""Reading sources: their texts, and the passages that evidence points at."""
