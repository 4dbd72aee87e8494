"""What pages are made of: cards, tables, sentences, choices."""
