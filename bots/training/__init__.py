"""Fits the models that ship, from the texts in bots/detection/training. Runs before a release, never live."""
