"""Make an extractor of your own: a corpus, a LoRA adapter trained on it, its quantised forms, and a folder to publish.

Each step is a module with one function of the same name.  Heavy packages are imported inside them.  Knows nothing of workspaces beyond
what `corpus` reads from one.
"""
