"""A small firm to try the product with: Tumbleway, a bicycle shop that does not exist."""
