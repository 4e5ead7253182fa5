"""Make an extractor of your own: a corpus, a LoRA adapter trained on it, its quantised forms, and a folder to publish.

corpus.py    paragraphs and a teacher → examples;  sampling.py  which paragraphs;  examples.py  one example, and files of them
finetune.py  examples → an adapter;  recipe.py  how;  trainer.py, batches.py  the training itself;  measuring.py, curve.py  how it goes
quantize.py  an adapter and its base → merged and GPTQ forms;  gptq.py  the process that makes one
release.py   all of it → a folder to publish;  card.py  its model card

Each step is a module with one function of the same name.  Heavy packages are imported inside them.  Knows nothing of workspaces beyond
what `corpus` reads from one.
"""
