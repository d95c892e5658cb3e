"""How well detection does on labelled messages: the code that decides in production, measured."""
