"""Given text from anywhere, text that is safe to keep, show and search."""

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff\ufeff]")
_SURROGATES, _DIRECTIONS, _FORMS = r"\ud800-\udfff", r"\u202a-\u202e\u2066-\u2069", r"\ufb00-\ufb06\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc"
_SURROGATE = re.compile(f"[{_SURROGATES}]")
_BIDI = re.compile(f"[{_DIRECTIONS}]")
_PRESENTATION = re.compile(f"[{_FORMS}]+")
_STRANGE = re.compile(f"[{_SURROGATES}{_DIRECTIONS}{_FORMS}]")  # any of the three: most texts have none
_HYPHEN = re.compile(r"(?<=[^\W\d_])[\u00ad\-\u2010]\n(?=[a-zà-ÿ])")
_ASCII_CONTROL = dict.fromkeys((*range(9), 11, *range(14, 32), 127))
_BLANKS = re.compile(r"[ \t\u00a0\u2000-\u200a]+(?=\n)")


def clean(text: str) -> str:
    """NFC, presentation forms and ligatures to letters, no control, surrogate or direction characters; \\n line ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n").replace("\x85", "\n")
    if text.isascii():
        return text.translate(_ASCII_CONTROL)
    if _STRANGE.search(text):
        text = _SURROGATE.sub("\ufffd", text)
        text = _PRESENTATION.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)
        text = _BIDI.sub("", text)
    return _CONTROL.sub("", unicodedata.normalize("NFC", text))


def page_text(text: str) -> str:
    """The text of a page: clean, words hyphenated at a line's end joined, soft hyphens out, no blanks before line ends."""
    text = _HYPHEN.sub("", clean(text).replace("\u00ad\n", "")).replace("\u00ad", "")
    return _BLANKS.sub("", text).strip("\n\f")
