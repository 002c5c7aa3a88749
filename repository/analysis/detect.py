"""Given text, the language it is in (ISO 639-1), or nothing when there is too little to tell."""

import threading
from collections import Counter
from functools import cache
from typing import Any

from repository.analysis.words import printed

ENOUGH = 40  # characters
_CANDIDATES = ("en", "fr", "es", "pt", "ar", "de", "it", "nl", "ru", "tr", "fa", "zh", "ca", "sw", "pl", "uk", "id", "bn",
               "hi", "ne", "tl", "ur", "am", "so", "ro", "el", "sv", "ja", "ko", "vi")  # fmt: skip
_lock = threading.Lock()
# Very frequent short words settle the five languages without the model, which costs a millisecond a page.
_COMMON = {
    code: frozenset(words.split())
    for code, words in {
        "en": "the of and to in for is that on with as are by this be it from was which or",
        "fr": "le la les des et du une est dans pour que qui sur au par pas ce aux leur avec",
        "es": "el los las y del en por con para una como su más son al se lo es sobre",
        "pt": "o os as e do da em não uma para com dos das no na ao são mais pela um que",
        "ar": "في من على إلى أن التي الذي هذا هذه عن مع ما كان أو لا كما بين بعد",
    }.items()
}


@cache
def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages([code for code in _CANDIDATES if code in model.nb_classes])
    return model


def language_of(text: str, hint: str = "") -> str:
    """The language; `hint` when the text is too short or too mixed to tell."""
    sample = text[:4000]
    if sum(map(str.isalpha, sample)) < ENOUGH:
        return hint
    words = printed(sample)
    times = Counter(words)
    counts = sorted(((sum(map(times.__getitem__, common)), code) for code, common in _COMMON.items()), reverse=True)
    (best, code), (second, _) = counts[0], counts[1]
    enough, share = (4, 16) if code == hint else (8, 8)  # what the pages before were in takes less to tell
    if best >= enough and best >= 2 * second and best * share >= len(words):
        return code
    with _lock:
        found, probability = _model().classify(sample)
    return str(found) if probability >= 0.6 else hint
