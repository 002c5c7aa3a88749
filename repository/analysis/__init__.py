"""Given text, its words: where they stand, how they fold, and which word forms belong together in a language.

`words.py` cuts and folds, `stems.py` groups forms, `normalise.py` cleans text at intake, `detect.py` tells the language.
"""
