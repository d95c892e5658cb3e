"""Files in and out: what is let in, where it lies, and who may fetch it."""
