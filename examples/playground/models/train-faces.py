"""Trains the built-in face encoder and decoder: a VAE in PyTorch, exported to ONNX as a user would. Eight minutes on one core.

    npx tsx examples/playground/models/draw-faces.ts out/playground-faces
    python3 examples/playground/models/train-faces.py out/playground-faces examples/playground/src/data/models

The committed files were written with torch 1.13 and seed 0.
"""

import sys

import numpy as np
import torch
from torch import nn

LATENT = 24
SIZE = 48


class Encoder(nn.Module):
    """Pictures in [0, 1], [n, 3, 48, 48]; answers the mean and the log-variance of the latent."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(3, 12, 4, 2, 1), nn.ReLU(),
            nn.Conv2d(12, 16, 4, 2, 1), nn.ReLU(),
            nn.Conv2d(16, 24, 4, 2, 1), nn.ReLU(),
            nn.Flatten(), nn.Linear(864, 56), nn.ReLU(),
        )
        self.mean = nn.Linear(56, LATENT)
        self.log_var = nn.Linear(56, LATENT)

    def forward(self, x):
        h = self.layers(x)
        return self.mean(h), self.log_var(h)


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(LATENT, 56), nn.ReLU(), nn.Linear(56, 864), nn.ReLU(), nn.Unflatten(1, (24, 6, 6)),
            nn.ConvTranspose2d(24, 16, 4, 2, 1), nn.ReLU(),
            nn.ConvTranspose2d(16, 12, 4, 2, 1), nn.ReLU(),
            nn.ConvTranspose2d(12, 3, 4, 2, 1), nn.Sigmoid(),
        )

    def forward(self, z):
        return self.layers(z)


def train(faces, epochs, batch=64, beta=1.0):
    encoder, decoder = Encoder(), Decoder()
    optimiser = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=2e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, epochs)
    for epoch in range(epochs):
        losses = []
        for rows in torch.randperm(len(faces)).split(batch):
            x = faces[rows]
            mean, log_variance = encoder(x)
            z = mean + torch.exp(log_variance / 2) * torch.randn_like(mean)
            # Squared error with a fixed variance, so that small dark features, such as a mouth, weigh as much as the background.
            error = 40 * ((decoder(z) - x) ** 2).sum()
            divergence = -0.5 * (1 + log_variance - mean**2 - log_variance.exp()).sum()
            loss = (error + beta * divergence) / len(rows)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            losses.append(loss.item())
        schedule.step()
        if epoch % 5 == 4:
            print(f"epoch {epoch + 1}: {np.mean(losses):.1f}", flush=True)
    return encoder.eval(), decoder.eval()


def export(model, example, file, inputs, outputs):
    axes = {name: {0: "batch"} for name in [*inputs, *outputs]}
    torch.onnx.export(model, (example,), file, input_names=inputs, output_names=outputs, dynamic_axes=axes, opset_version=16)


def main(data, out, epochs=40):
    torch.manual_seed(0)
    torch.set_num_threads(1)
    faces = torch.from_numpy(np.load(f"{data}/faces.npy").astype(np.float32))
    encoder, decoder = train(faces, int(epochs))
    export(encoder, faces[:2], f"{out}/face-encoder.onnx", ["image"], ["mean", "log_var"])
    export(decoder, torch.zeros(2, LATENT), f"{out}/face-decoder.onnx", ["latent"], ["image"])


if __name__ == "__main__":
    main(*sys.argv[1:])
