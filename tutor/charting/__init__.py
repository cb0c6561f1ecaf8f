"""Charts besides the loss curve itself: its axes, ticks and description in words, and the pictures of the lab."""
