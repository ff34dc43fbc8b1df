"""Step 2 of making the example's model: trains a beta-VAE (Higgins et al. 2017) in PyTorch and exports it to ONNX.

    pip install torch==2.13.0 onnx==1.23.1 onnxscript==0.7.2 numpy
    python examples/onnx/model/train.py out/onnx-model examples/onnx

Reads faces.npy from the first folder (step 1), and writes encoder.onnx, decoder.onnx, and what PyTorch computes for ten other pictures
(ten-inputs.npy, ten-latents.npy) to the second.
"""

import sys

import numpy as np
import onnx
import torch
from torch import nn

LATENT = 16


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(3, 8, 4, 2, 1), nn.ReLU(),
            nn.Conv2d(8, 16, 4, 2, 1), nn.ReLU(),
            nn.Conv2d(16, 32, 4, 2, 1), nn.ReLU(),
            nn.Flatten(), nn.Linear(512, 40), nn.ReLU(),
        )
        self.mean = nn.Linear(40, LATENT)
        self.log_var = nn.Linear(40, LATENT)

    def forward(self, x):
        h = self.layers(x)
        return self.mean(h), self.log_var(h)


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(LATENT, 40), nn.ReLU(), nn.Linear(40, 512), nn.ReLU(), nn.Unflatten(1, (32, 4, 4)),
            nn.ConvTranspose2d(32, 16, 4, 2, 1), nn.ReLU(),
            nn.ConvTranspose2d(16, 8, 4, 2, 1), nn.ReLU(),
            nn.ConvTranspose2d(8, 3, 4, 2, 1), nn.Sigmoid(),
        )

    def forward(self, z):
        return self.layers(z)


def normalise(pictures):
    return (pictures - 0.5) / 0.5


def without_stack_traces(file):
    """The new exporter writes where in your code each operator comes from, with the paths of your files; nothing needs it."""
    model = onnx.load(file)
    for part in [model, model.graph, *model.graph.node, *model.graph.input, *model.graph.output, *model.graph.value_info]:
        del part.metadata_props[:]
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, file)


def main(data, out, epochs=60, batch=64, beta=2.0):
    torch.manual_seed(0)
    torch.set_num_threads(1)
    faces = torch.from_numpy(np.load(f"{data}/faces.npy").astype(np.float32))
    training = faces[:-10]
    encoder, decoder = Encoder(), Decoder()
    optimiser = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=2e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, epochs)
    for epoch in range(epochs):
        losses = []
        for rows in torch.randperm(len(training)).split(batch):
            x = training[rows]
            mean, log_variance = encoder(normalise(x))
            z = mean + torch.exp(log_variance / 2) * torch.randn_like(mean)
            error = nn.functional.binary_cross_entropy(decoder(z), x, reduction="sum")
            divergence = -0.5 * (1 + log_variance - mean**2 - log_variance.exp()).sum()
            loss = (error + beta * divergence) / len(rows)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            losses.append(loss.item())
        schedule.step()
        if epoch % 10 == 9:
            print(f"epoch {epoch + 1}: {np.mean(losses):.1f}", flush=True)

    encoder.eval(), decoder.eval()
    dim = torch.export.Dim("batch")
    options = {"dynamo": True, "external_data": False, "opset_version": 18}
    torch.onnx.export(
        encoder, (normalise(faces[:2]),), f"{out}/encoder.onnx",
        input_names=["image"], output_names=["mean", "log_var"], dynamic_shapes=({0: dim},), **options,
    )
    torch.onnx.export(
        decoder, (torch.zeros(2, LATENT),), f"{out}/decoder.onnx",
        input_names=["latent"], output_names=["image"], dynamic_shapes=({0: dim},), **options,
    )
    for name in ["encoder", "decoder"]:
        without_stack_traces(f"{out}/{name}.onnx")
    with torch.no_grad():
        mean, _ = encoder(normalise(faces[-10:]))
    np.save(f"{out}/ten-inputs.npy", faces[-10:].numpy())
    np.save(f"{out}/ten-latents.npy", mean.numpy())


if __name__ == "__main__":
    main(*sys.argv[1:])
