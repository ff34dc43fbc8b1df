"""A byte-pair encoding (Sennrich et al. 2016) in the form of CLIP's tokenizer.json, learnt from the words of the captions."""

from collections import Counter

START, END, UNKNOWN = "<|startoftext|>", "<|endoftext|>", "<|unknown|>"
LETTERS = "abcdefghijklmnopqrstuvwxyz,."
WORD_END = "</w>"


def learn(texts, count):
    """The first `count` merges: each joins the most frequent pair of neighbours, the first in the alphabet among equals."""
    words = {word: [*word[:-1], word[-1] + WORD_END] for text in texts for word in text.split()}
    frequency = Counter(word for text in texts for word in text.split())
    merges = []
    while len(merges) < count:
        pairs = Counter()
        for word, parts in words.items():
            for pair in zip(parts, parts[1:]):
                pairs[pair] += frequency[word]
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        words = {word: merged(parts, best) for word, parts in words.items()}
    return merges


def merged(parts, pair):
    out = []
    for part in parts:
        if out and (out[-1], part) == pair:
            out[-1] += part
        else:
            out.append(part)
    return out


def encode(text, merges, ids, length):
    """Token ids of a text, padded with the end of the text as CLIP pads."""
    tokens = [ids[START]]
    for word in text.lower().replace(",", " , ").replace(".", " . ").split():
        parts = [*word[:-1], word[-1] + WORD_END]
        for pair in merges:
            parts = merged(parts, pair)
        tokens += [ids.get(part, ids[UNKNOWN]) for part in parts]
    tokens.append(ids[END])
    assert len(tokens) <= length, text
    return tokens + [ids[END]] * (length - len(tokens))


def vocabulary(merges):
    tokens = [*LETTERS, *(letter + WORD_END for letter in LETTERS), *("".join(pair) for pair in merges), UNKNOWN, START, END]
    return {token: i for i, token in enumerate(tokens)}


def tokenizer_json(merges):
    """Read by Hugging Face's tokenizers, in Rust, Python and JavaScript."""
    ids = vocabulary(merges)
    special = lambda token: {
        "id": ids[token], "content": token, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True,
    }
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [special(token) for token in [UNKNOWN, START, END]],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [{"type": "NFC"}, {"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "}, {"type": "Lowercase"}],
        },
        "pre_tokenizer": {
            "type": "Split", "pattern": {"Regex": "[\\p{L}]+|[^\\s\\p{L}]"}, "behavior": "Removed", "invert": True,
        },
        "post_processor": {
            "type": "RobertaProcessing", "sep": [END, ids[END]], "cls": [START, ids[START]], "trim_offsets": False, "add_prefix_space": False,
        },
        "decoder": {"type": "BPEDecoder", "suffix": WORD_END},
        "model": {
            "type": "BPE", "dropout": None, "unk_token": UNKNOWN, "continuing_subword_prefix": "", "end_of_word_suffix": WORD_END,
            "fuse_unk": False, "vocab": ids, "merges": [" ".join(pair) for pair in merges],
        },
    }
