"""Texts that tell a story: novels, tales, memoirs.

cast.py    which texts are tales, who acts in one and where somebody speaks
tale.py    what of a tale stands by itself
bodies.py  parts of bodies and minds
"""
