"""Who looks at a conversation, who types in it, and up to where each member has read."""
