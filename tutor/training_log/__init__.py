"""Training logs of any usual form -> the loss curve and what was logged beside it."""
