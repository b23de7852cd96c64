"""Companies and people: addresses, numbers, salutations, search and import."""
