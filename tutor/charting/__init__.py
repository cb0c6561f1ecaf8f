"""What a loss chart needs besides drawing: where its axes lie, and how the curve reads as a sentence."""
