"""Companies and people on screen: the list, the card, the forms, the import."""
