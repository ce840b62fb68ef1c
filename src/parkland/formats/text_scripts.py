"""Judge by the words of a text whether an encoding without a declaration is the right one.

GB18030 decodes nearly any bytes, and so do the code pages of one byte. What they make of a text
that is in another encoding shows: rare hanzi inside Latin words, capitals inside words, letters of
two scripts in one word. The score of an encoding is the share of characters beyond ASCII that stand
as they do in a written language.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from parkland.formats.text_encodings import PADDING, decoded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CHINESE_CODEC = "gb18030"
MOST_WEIGHED = 2**14  # this number of bytes of each column is examined
# The alphabets beyond ASCII of each code page, one text for a language.
LATIN = {
    "cp1252": (
        "àâæçéèêëîïôœùûü", "äöüß", "áéíñóúü", "áâãàçéêíóôõúü", "àèéìíîòóù", "æøåéäö", "äõöüšž",
        "áéíóúàèëïöü",
    ),
    "cp1250": (
        "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţșț", "čćđšž",
    ),
    "cp1254": ("çğıöşüâîûİ",),
}  # fmt: skip
# The most frequent letters of pages of other alphabets.
ALPHABETS = {"cp1251": "оеаинтсрвлкм", "cp866": "оеаинтсрвлкм", "cp1253": "αοιετσνηυρπκ"}
OTHERS = (*LATIN, *ALPHABETS, "cp932", "cp950")
MIXED = 0.95  # the share that counts where a table has words of several languages of one page
FEWEST = 4  # letters that are evidence for a page of another script; fewer can be rare hanzi
NATURAL, COMMON = 0.9, 0.5  # shares from which a text counts as natural, and letters as frequent
CHINESE_SHARE = 0.6  # names of villages have rare hanzi; other text read as hanzi has hardly others
LEVEL_ONE, LEVEL_TWO = (0xB0, 0xD7), (0xA1, 0xF7)  # first bytes of GB 2312: common, and all
MOST_FOREIGN = 2  # letters beyond ASCII that follow one another in a Latin word
_WORD = re.compile(r"[^\W\d_]+")
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+")


class Weighed(NamedTuple):
    """The encoding that the words of a text speak for.

    Attributes
    ----------
    codec
        The encoding.
    is_certain
        Whether the text is natural in it without a doubt.
    example
        A text with characters beyond ASCII, in the encoding and, if that is another, in GB18030.
    """

    codec: str
    is_certain: bool
    example: str = ""


def weighed(blocks: Sequence[bytes], *, possible: bool) -> Weighed | None:
    """Return the encoding of a text that is neither declared nor UTF-8.

    Parameters
    ----------
    blocks
        Texts of the columns, with one line for each cell.
    possible
        Whether GB18030 decodes all of them.

    Returns
    -------
    Weighed or None
        None if GB18030 does not decode the text, and it is natural in no other encoding.
    """
    lines = [
        line for block in blocks for line in block[:MOST_WEIGHED].split(b"\n") if not line.isascii()
    ]
    usual, common = chinese_score(lines) if possible else (0.0, 0.0)
    if usual >= NATURAL and common >= COMMON:
        return Weighed(CHINESE_CODEC, is_certain=True)
    scores = {codec: _score(lines, codec) for codec in OTHERS}
    best = max(scores, key=lambda codec: scores[codec])
    if scores[best] >= NATURAL and scores[best] > usual * common:
        return Weighed(best, is_certain=False, example=_example(lines, best))
    if not possible:
        return None
    natural = usual >= CHINESE_SHARE
    return Weighed(CHINESE_CODEC, is_certain=natural, example=_example(lines, CHINESE_CODEC))


def chinese_score(lines: Iterable[bytes]) -> tuple[float, float]:
    """Return the share of characters in daily use, and that of the most common ones among them.

    A hanzi inside a Latin word of small letters does not count, nor does a text that ends inside a
    character before the end of its field.
    """
    usual = common = number = 0
    for line in lines:
        text, half = decoded(line.rstrip(PADDING), CHINESE_CODEC)
        number += half and line[-1:] in (b" ", b"\0")
        for place, char in enumerate(text):
            if char.isascii():
                continue
            number += 1
            raw = char.encode("gb2312", errors="ignore")
            around = text[place - 1 : place] + text[place + 1 : place + 2]
            if not raw or (len(around) > 1 and around.isascii() and around.islower()):
                continue
            usual += 1
            common += LEVEL_ONE[0] <= raw[0] <= LEVEL_ONE[1] or raw[0] < LEVEL_ONE[0]
    return usual / max(number, 1), common / max(usual, 1)


def _score(lines: Sequence[bytes], codec: str) -> float:
    """Return the share of characters beyond ASCII that are natural; 0 if a line is not decoded."""
    try:
        texts = [line.rstrip(PADDING).decode(codec) for line in lines]
    except UnicodeDecodeError:
        return 0.0
    foreign = sum(not char.isascii() for text in texts for char in text)
    if not foreign:
        return 0.0
    if codec in LATIN:
        return _latin_letters(texts, LATIN[codec]) / foreign
    if foreign < FEWEST:
        return 0.0
    if codec in ALPHABETS:
        return _in_words(texts, ALPHABETS[codec]) / foreign
    return sum(_is_east_asian(char, codec) for text in texts for char in text) / foreign


def _latin_letters(texts: Sequence[str], languages: Sequence[str]) -> float:
    """Return how many characters are letters of the best language; of several they count less."""
    if not any(char.isascii() and char.isalpha() for text in texts for char in text):
        return 0.0
    one = max(_in_latin_words(texts, set(letters)) for letters in languages)
    return max(one, MIXED * _in_latin_words(texts, set("".join(languages))))


def _in_latin_words(texts: Iterable[str], letters: set[str]) -> int:
    """Return how many characters are letters of a language inside words of it."""
    found = 0
    for text in texts:
        for word in _LATIN_WORD.findall(text):
            foreign = [char for char in word if not char.isascii()]
            known = all(char in letters or char.lower() in letters for char in foreign)
            crowded = len(foreign) > MOST_FOREIGN and len(foreign) == len(word)
            if known and _is_cased(word) and not crowded:
                found += len(foreign)
    return found


def _in_words(texts: Iterable[str], frequent: str) -> int:
    """Return how many characters are in words of one script, or 0 without its frequent letters."""
    found = often = 0
    for text in texts:
        for word in _WORD.findall(text):
            if any(char.isascii() for char in word) or not _is_cased(word):
                continue
            found += len(word)
            often += sum(char in frequent for char in word.lower())
    return found if often >= COMMON * found else 0


def _is_cased(word: str) -> bool:
    """Return whether a word is in small letters, in capitals, or capitalised."""
    return word.islower() or word.isupper() or word[1:].islower()


def _is_east_asian(char: str, codec: str) -> bool:
    """Return whether a character is kana or a common character of Japanese or Big5."""
    if char.isascii():
        return False
    raw = char.encode(codec)
    if codec == "cp950":  # the 5,401 common characters, and punctuation
        return b"\xa1\x40" <= raw <= b"\xc6\x7e"
    is_kana = "\u3040" <= char <= "\u30ff"  # kana of half width are not counted
    return is_kana or (b"\x81\x40" <= raw <= b"\x98\x72" and len(raw) > 1)


def _example(lines: Sequence[bytes], codec: str) -> str:
    """Return the first text as `codec` decodes it, and what GB18030 would make of it."""
    line = lines[0].rstrip(PADDING)
    own = line.decode(codec, errors="replace").strip()
    other = line.decode(CHINESE_CODEC, errors="replace").strip()
    return own if codec == CHINESE_CODEC else f"{own} ({CHINESE_CODEC}: {other})"
