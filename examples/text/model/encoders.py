"""A pair of encoders like CLIP's (Radford et al. 2021, arXiv 2103.00020), as small as drawn faces allow."""

import torch
from torch import nn

EMBEDDING = 32
CONTEXT = 24
# The colours that CLIP expects: (x - mean) / std.
MEAN = [0.48145466, 0.4578275, 0.40821073]
STD = [0.26862954, 0.26130258, 0.27577711]


def normalise(pictures):
    return (pictures - torch.tensor(MEAN).view(3, 1, 1)) / torch.tensor(STD).view(3, 1, 1)


class ImageEncoder(nn.Module):
    """Pixels [n, 3, 32, 32] to embeddings [n, 32]."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(3, 16, 4, 2, 1), nn.ReLU(),
            nn.Conv2d(16, 32, 4, 2, 1), nn.ReLU(),
            nn.Conv2d(32, 40, 4, 2, 1), nn.ReLU(),
            nn.AdaptiveAvgPool2d(2), nn.Flatten(),
        )
        self.projection = nn.Linear(160, EMBEDDING, bias=False)

    def forward(self, pixel_values):
        return self.projection(self.layers(pixel_values))


class Block(nn.Module):
    """Attention to what comes before, and a layer with quick GELU, each after a LayerNorm."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.before = nn.LayerNorm(width)
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.after = nn.LayerNorm(width)
        self.up, self.down = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)

    def forward(self, x, mask):
        n, length, width = x.shape
        split = lambda y: y.view(n, length, self.heads, width // self.heads).transpose(1, 2)
        h = self.before(x)
        q, k, v = split(self.query(h)), split(self.key(h)), split(self.value(h))
        weights = (q @ k.transpose(2, 3) * (width // self.heads) ** -0.5 + mask).softmax(-1)
        x = x + self.out((weights @ v).transpose(1, 2).reshape(n, length, width))
        h = self.up(self.after(x))
        return x + self.down(h * torch.sigmoid(1.702 * h))


class TextEncoder(nn.Module):
    """Token ids [n, 24] to embeddings [n, 32]: the state of the first end of the text, as in CLIP."""

    def __init__(self, vocabulary, width=32, heads=4):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, width)
        self.positions = nn.Parameter(0.1 * torch.randn(CONTEXT, width))
        self.block = Block(width, heads)
        self.norm = nn.LayerNorm(width)
        self.projection = nn.Linear(width, EMBEDDING, bias=False)

    def forward(self, input_ids):
        n, length = input_ids.shape
        x = self.tokens(input_ids) + self.positions[:length]
        mask = torch.full((length, length), -1e9).triu(1)
        x = self.norm(self.block(x, mask))
        # The end of the text has the largest id.
        pooled = x[torch.arange(n, device=x.device), input_ids.to(torch.int).argmax(-1)]
        return self.projection(pooled)
