"""A vision transformer (Dosovitskiy et al. 2021, arXiv 2010.11929), as small as drawn scenes allow."""

import torch
from torch import nn

SIZE, PATCH = 32, 4
TOKENS = 1 + (SIZE // PATCH) ** 2
WIDTH, HEADS, BLOCKS = 40, 4, 3


class Block(nn.Module):
    """Attention and a layer with GELU, each after a LayerNorm and added by a skip connection."""

    def __init__(self):
        super().__init__()
        self.before = nn.LayerNorm(WIDTH)
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.after = nn.LayerNorm(WIDTH)
        self.up, self.down = nn.Linear(WIDTH, 2 * WIDTH), nn.Linear(2 * WIDTH, WIDTH)

    def forward(self, x):
        split = lambda y: y.view(-1, TOKENS, HEADS, WIDTH // HEADS).transpose(1, 2)
        h = self.before(x)
        q, k, v = split(self.query(h)), split(self.key(h)), split(self.value(h))
        weights = (q @ k.transpose(2, 3) * (WIDTH // HEADS) ** -0.5).softmax(-1)
        x = x + self.out((weights @ v).transpose(1, 2).reshape(-1, TOKENS, WIDTH))
        return x + self.down(nn.functional.gelu(self.up(self.after(x))))


class Encoder(nn.Module):
    """Pixels [n, 32, 32, 3], channels last and scaled to [-1, 1], to latents [n, 40]: the class token after the last LayerNorm."""

    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, WIDTH, PATCH, PATCH)
        self.class_token = nn.Parameter(0.02 * torch.randn(1, 1, WIDTH))
        self.positions = nn.Parameter(0.02 * torch.randn(1, TOKENS, WIDTH))
        self.blocks = nn.Sequential(*(Block() for _ in range(BLOCKS)))
        self.norm = nn.LayerNorm(WIDTH)

    def forward(self, pixels):
        tokens = self.patches(pixels.permute(0, 3, 1, 2)).flatten(2).transpose(1, 2)
        first = self.class_token.expand(tokens.shape[0], -1, -1)
        x = torch.cat([first, tokens], 1) + self.positions
        return self.norm(self.blocks(x)[:, 0])
