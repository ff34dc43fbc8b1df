"""Encoders of the kinds that people export from PyTorch, at the sizes that they use, with random weights.

    python3 exported_encoders.py NAME FILE

writes one as ONNX. The layers are those of the oracles (`shared/oracles/onnx/models.py`), made wider.
"""

import os
import sys

import torch
from torch import nn

sys.path.insert(0, os.path.join(os.path.dirname(__file__), *[".."] * 3, "shared", "oracles", "onnx"))
import models


def resnet_18():
    encoder = models.ResNetEncoder(w=64, z=512)
    widths = [(64, 64, 1), (64, 64, 1), (64, 128, 2), (128, 128, 1), (128, 256, 2), (256, 256, 1), (256, 512, 2), (512, 512, 1)]
    encoder.l = nn.Sequential(*(models.Basic(*width) for width in widths))
    encoder.m, encoder.v = nn.Linear(512, 512), nn.Linear(512, 512)
    return encoder


def vit_b16_two_blocks():
    encoder = models.VitEncoder("mae", d=768, depth=2, size=224, patch=16, heads=12)
    for block in encoder.b:
        block.f1, block.f2 = nn.Linear(768, 3072), nn.Linear(3072, 768)
    return encoder


def diffusion_vae():
    def widen(module):
        for name, child in module.named_children():
            if isinstance(child, nn.GroupNorm):
                setattr(module, name, nn.GroupNorm(32, child.num_channels, eps=1e-6))
            else:
                widen(child)

    encoder = models.DiffusionEncoder(ch=(64, 128, 256, 256), z=4)
    widen(encoder)
    return encoder


# Maker, size of the images, and whether the standard deviation is an output besides the mean.
ENCODERS = {
    "ResNet-18": (resnet_18, 224, True),
    "ViT-B/16": (vit_b16_two_blocks, 224, False),
    "diffusion VAE": (diffusion_vae, 256, True),
}


def exported_encoder(name):
    """The encoder, the same in every process."""
    torch.manual_seed(16)
    return models.scramble(ENCODERS[name][0]())


def main(name, file):
    _, size, has_deviation = ENCODERS[name]
    torch.onnx.export(
        exported_encoder(name),
        torch.randn(1, 3, size, size),
        file,
        opset_version=17,
        input_names=["x"],
        output_names=["z", "sd"] if has_deviation else ["z"],
        dynamic_axes={"x": {0: "batch"}},
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
