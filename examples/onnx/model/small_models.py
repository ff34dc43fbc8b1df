"""Writes three tiny models with random weights, on which docs/guide/your-model.md shows options of onnxEncoder.

    python examples/onnx/model/small_models.py examples/onnx
"""

import sys

import torch
from torch import nn
from train import without_stack_traces


class Spatial(nn.Module):
    """A spatial latent [n, 4, 4, 4] in one output: the channels 0 to 3 are the mean, 4 to 7 the log-variance."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(3, 8, 4, 2, 1), nn.SiLU(), nn.Conv2d(8, 8, 4, 2, 1))

    def forward(self, x):
        return self.layers(x)


class Conditional(nn.Module):
    """Genes [n, 20] and a batch number [n, 1], as in scVI."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(23, 16), nn.ReLU(), nn.Linear(16, 4))

    def forward(self, genes, batch):
        return self.layers(torch.cat([torch.log1p(genes), nn.functional.one_hot(batch[:, 0], 3).float()], 1))


class Text(nn.Module):
    """Token numbers [n, 6], an embedding, a mean over the tokens."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(50, 8)
        self.layers = nn.Sequential(nn.Linear(8, 16), nn.GELU(), nn.Linear(16, 4))

    def forward(self, tokens):
        return self.layers(self.embedding(tokens)).mean(1)


def main(out):
    torch.manual_seed(0)
    dim = torch.export.Dim("batch")
    models = {
        "spatial": (Spatial(), {"image": torch.rand(2, 3, 16, 16)}, "moments"),
        "conditional": (Conditional(), {"genes": torch.rand(2, 20), "batch": torch.zeros(2, 1, dtype=torch.int64)}, "z"),
        "text": (Text(), {"tokens": torch.zeros(2, 6, dtype=torch.int64)}, "z"),
    }
    for name, (model, inputs, output) in models.items():
        file = f"{out}/{name}.onnx"
        shapes = tuple({0: dim} for _ in inputs)
        torch.onnx.export(
            model.eval(), tuple(inputs.values()), file, input_names=list(inputs), output_names=[output],
            dynamic_shapes=shapes, dynamo=True, external_data=False, opset_version=18,
        )
        without_stack_traces(file)


if __name__ == "__main__":
    main(*sys.argv[1:])
