"""What members write for each other in a conversation; the contact and the bot never see it."""
