"""Captions of the synthetic faces: sentences that mention some of their attributes."""

# For each attribute, in the order of `faceAttributeNames` of @csm/datasets: phrases for faces with it and for faces without it.
PHRASES = [
    (["a bald head", "no hair"], ["hair", "a lot of hair"]),
    (["bushy eyebrows", "thick eyebrows"], ["thin eyebrows"]),
    (["glasses", "eyeglasses", "spectacles"], ["no glasses", "no eyeglasses"]),
    (["an open mouth"], ["a closed mouth"]),
    (["a smile", "a happy smile"], ["no smile", "a serious look"]),
    (["a hat", "a cap"], ["no hat", "no cap"]),
]
BEGINNINGS = ["a face with", "a person with", "a drawing of a face with", "a picture of somebody with", "someone with", ""]


def caption(attributes, draw):
    """A sentence that mentions one to three attributes; it says what is absent less often than what is present."""
    weights = [3.0 if has else 1.0 for has in attributes]
    mentioned = draw.choice(len(PHRASES), size=draw.integers(1, 4), replace=False, p=[w / sum(weights) for w in weights])
    phrases = [draw.choice(PHRASES[i][0 if attributes[i] else 1]) for i in mentioned]
    return f"{draw.choice(BEGINNINGS)} {' and '.join(phrases)}".strip()

