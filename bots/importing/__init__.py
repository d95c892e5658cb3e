"""From a file to articles: read, look at what would change, then write all of it or nothing."""
