"""Given text from outside, the whole number it says in plain figures; nothing else counts as one."""


def whole(text: str, figures: int = 17) -> int | None:
    """0 or more, with at most so many figures; None for everything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= figures else None
