"""Words from files as the text of an Office document: nothing in them that XML forbids."""

from __future__ import annotations

import re

# What XML 1.0 has no place for, and the control characters it discourages.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def plain(words: str) -> str:
    """The same words, with every character that XML forbids replaced by `�`."""
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", words)
