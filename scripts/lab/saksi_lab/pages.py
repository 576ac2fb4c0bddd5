"""The words on a page: HTML that is the same on every visit and unlike that of every other site."""

from __future__ import annotations

import hashlib
import html
import random

SYLLABLES = ("ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu "
             "pa pe pi po pu ra re ri ro ru sa se si so su ta te ti to tu wa we wi ya yo").split()
SMALLEST, LARGEST = 5_000, 40_000


def _random_for(seed: str) -> random.Random:
    return random.Random(hashlib.sha256(seed.encode()).digest())


def _vocabulary(source: random.Random) -> list[str]:
    return ["".join(source.choices(SYLLABLES, k=source.randint(2, 4))) for _ in range(300)]


def page(seed: str, title: str | None = None, text: str | None = None, size: int | None = None) -> str:
    """An HTML page of about `size` bytes (5 to 40 kB when not given). `text` comes first, then filler."""
    source = _random_for(seed)
    words = _vocabulary(source)
    wanted = size if size is not None else source.randint(SMALLEST, LARGEST)
    heading = html.escape(title if title is not None else f"{seed}: {' '.join(words[:4])}")
    parts = [f"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{heading}</title></head>\n"
             f"<body>\n<h1>{heading}</h1>\n"]
    if text is not None:
        parts.append(f"<p>{html.escape(text)}</p>\n")
    filler = _paragraphs(source, words, wanted - len("".join(parts).encode()) - 20)
    return "".join(parts) + filler + "</body></html>\n"


def _paragraphs(source: random.Random, words: list[str], size: int) -> str:
    """A few distinct paragraphs, repeated when the page is large: megabytes of new words take seconds."""
    if size <= 0:
        return ""
    paragraphs = [f"<p>{' '.join(source.choices(words, k=60))}.</p>\n" for _ in range(min(100, size // 300 + 1))]
    block = "".join(paragraphs)
    return (block * (size // len(block) + 1))[:size]
