"""How good is what an extractor says?  Measured against gold, on the user's own lines or on public sets.

Knows what was said and what is right; nothing of how it was extracted.
"""
