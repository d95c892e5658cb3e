"""From what people type to words that can be compared: one spelling for every way to write the same."""

import re
import unicodedata
from functools import lru_cache

from bots.detection.words import listed

HEAD, TAIL = 2000, 500
"""Characters read of a long text: a wish stands at its start or its end, and reading all of it is slow."""

LOOKALIKES = str.maketrans(
    "аеорсухіјѕһԁԛԝтпкмвнοαενρτυκιηωѵӏ",
    "aeopcyxijshdqwtnkmbhoaevptukinwvl",
)
"""Cyrillic and Greek letters that pass for Latin ones; applied only inside words that mix scripts."""

CONTRACTIONS = {
    "can't": "can not", "cant": "can not", "cannot": "can not", "won't": "will not", "wont": "will not",
    "dont": "do not", "doesnt": "does not", "didnt": "did not", "isnt": "is not", "arent": "are not",
    "wasnt": "was not", "couldnt": "could not", "wouldnt": "would not", "shouldnt": "should not",
    "aint": "is not", "ain't": "is not", "i'm": "i am", "im": "i am", "i'd": "i would",
    "i've": "i have", "ive": "i have", "i'll": "i will", "we'd": "we would", "it's": "it is",
    "that's": "that is", "thats": "that is", "there's": "there is", "theres": "there is",
    "you're": "you are", "youre": "you are", "what's": "what is", "whats": "what is", "let's": "let us",
    "wanna": "want to", "gonna": "going to", "gotta": "got to", "gimme": "give me", "lemme": "let me",
    "u": "you", "ur": "your", "r": "are", "ya": "you", "pls": "please", "plz": "please", "plss": "please",
    "thx": "thanks", "tks": "thanks", "ty": "thanks",
    "sb": "somebody", "smb": "somebody", "some1": "someone", "any1": "anyone", "y'all": "you all",
}  # fmt: skip

CLAUSE_END = re.compile(r"[.!?;,:()\[\]\"“”«»…—–、。！？；，：\n\r¿¡|]+|\s-+\s")
ADJECTIVES = "real|live|living|actual|genuine|proper|human"
LISTED = re.compile(rf"\b({ADJECTIVES}),\s*(?=(?:{ADJECTIVES}|person|people|agent|being)\b)")
"""The comma of "a real, live person", which ends no clause."""
PLEADED = re.compile(r",\s*(?=(?:please|pls|plz|thanks|thank you)\b\s*(?:[.!?\n]|$))")
"""Nor does that of "a person, please"."""
JOINING = {
    "but", "and", "so", "because", "cause", "cuz", "coz", "then", "however", "otherwise", "although",
    "though",
}  # fmt: skip
AFTER_SO = listed("""
    i we can could please let just how what where why give get connect is are do does the my that it you
    someone
""")
"""After these words "so" joins two clauses; else it only stresses, as in "so much"."""
WORD = re.compile(r"[^\W_]+(?:['*][^\W_]+)*|[^\s\w.,;:!?'\"()\[\]<>/\\@#%&*+=|{}^~`$-]")
SPACED = re.compile(r"\b(?:[^\W\d_] ){3,}[^\W\d_]\b")
STRETCHED = re.compile(r"([^\W\d_])\1{2,}")


def clip(text: str) -> str:
    """The part that is read: the first 2,000 and the last 500 characters."""
    return text if len(text) <= HEAD + TAIL else f"{text[:HEAD]}\n{text[-TAIL:]}"


@lru_cache(maxsize=512)
def normalise(text: str) -> str:
    """Lower case, plain letters, straight apostrophes; no invisible characters, no look-alike letters."""
    plain = clip(text)
    # Most messages have nothing in them that would have to be put right.
    plain = plain.lower() if plain.isascii() and plain.isprintable() else _plain_letters(plain)
    spoken = SPACED.sub(lambda run: run.group().replace(" ", ""), plain)
    return STRETCHED.sub(r"\1", spoken).strip()


def _plain_letters(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("‘", "'")
    visible = "".join(
        char for char in plain if unicodedata.category(char) not in ("Cf", "Cc") or char in "\n\t"
    )
    return "".join(_one_script(word) for word in re.split(r"([^\S\n]+|\n)", _without_accents(visible)))


def _without_accents(text: str) -> str:
    """Marks are dropped after Latin letters alone: in other scripts they are letters of their own."""
    kept: list[str] = []
    base = ""
    for char in unicodedata.normalize("NFD", text):
        if not unicodedata.combining(char):
            base = char
        elif "a" <= base <= "z" or 0xFE00 <= ord(char) <= 0xFE0F:
            continue
        kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept))


def _one_script(word: str) -> str:
    if word.isascii() or not any("a" <= char <= "z" for char in word):
        return word
    return word.translate(LOOKALIKES)


def words(text: str) -> tuple[str, ...]:
    """Words of a normalised text, short forms written out ("don't" is do, not); an emoji is a word too."""
    found: list[str] = []
    for word in WORD.findall(text):
        found.extend(_written_out(word).split())
    return tuple(found)


@lru_cache(maxsize=4096)
def _written_out(word: str) -> str:
    if word in CONTRACTIONS:
        return CONTRACTIONS[word]
    if word.endswith("n't"):
        return f"{word[:-3]} not"
    return re.sub(r"'(?:s|ll|ve|re|d|m)$", "", word)


@lru_cache(maxsize=512)
def clauses(text: str) -> tuple[tuple[str, ...], ...]:
    """The words of each clause of a raw text, split at punctuation and at but, and, so, because."""
    found: list[tuple[str, ...]] = []
    for piece in CLAUSE_END.split(PLEADED.sub(" ", LISTED.sub(r"\1 ", normalise(text)))):
        found.extend(_without_joints(words(piece)))
    return tuple(found)


def _without_joints(piece: tuple[str, ...]) -> list[tuple[str, ...]]:
    parts: list[list[str]] = [[]]
    for at, word in enumerate(piece):
        if _joins(piece, at):
            parts.append([])
        else:
            parts[-1].append(word)
    return [tuple(part) for part in parts if part]


def _joins(piece: tuple[str, ...], at: int) -> bool:
    if piece[at] not in JOINING:
        return False
    before, after = piece[at - 1 : at], piece[at + 1 : at + 2]
    if piece[at] == "so":
        return not after or after[0] in AFTER_SO
    return not (before and before == after)


def is_wordy(word: str) -> bool:
    """A word that says something, not an emoji or a symbol."""
    return any(char.isalnum() for char in word)


def is_unspaced(text: str) -> bool:
    """Written in a script that puts no spaces between words (Chinese, Japanese, Thai, ...)."""
    letters = [char for char in text if char.isalpha()]
    return bool(letters) and sum(_is_unspaced_letter(char) for char in letters) * 2 >= len(letters)


def _is_unspaced_letter(char: str) -> bool:
    code = ord(char)
    return (
        0x0E00 <= code <= 0x0EFF
        or 0x1780 <= code <= 0x17FF
        or 0x3040 <= code <= 0x30FF
        or (0x3400 <= code <= 0x9FFF or 0x20000 <= code <= 0x2FA1F)
    )
