"""Step 2 of making the transformer of a seed: trains it to tell attributes of scenes, and exports it up to its latent as ONNX.

    python benchmarks/evidence/grounds/transformer/model/train.py out/transformer 3

Made with PyTorch 1.13 on one CPU thread; seeds 3, 4 and 5. Needs onnx and NumPy. Reads scenes-3.npy and labels-3.npy from the folder (step 1),
and writes seed-3.onnx next to the folder of this script. Prints the ROC AUC of each label on scenes that were held out.
"""

import sys
import time
from pathlib import Path

import numpy as np
import onnx
import torch
from transformer import WIDTH, Encoder

LABELS = ["hat", "glasses", "ball", "stripes", "blue"]
HELD_OUT = 500


def auc(scores, labels):
    """Share of the pairs of an example with the label and one without it that the scores order correctly."""
    difference = scores[labels][:, None] - scores[~labels][None]
    return (np.sign(difference) + 1).mean() / 2


def main(folder, seed, epochs=7, batch=50):
    torch.manual_seed(int(seed))
    torch.set_num_threads(1)
    # As for the ViT of the paper: [0, 1] becomes [-1, 1].
    scenes = torch.from_numpy(2 * np.load(f"{folder}/scenes-{seed}.npy") - 1)
    labels = torch.from_numpy(np.load(f"{folder}/labels-{seed}.npy").astype(np.float32))

    encoder, head = Encoder(), torch.nn.Linear(WIDTH, len(LABELS))
    weights = [*encoder.parameters(), *head.parameters()]
    optimiser = torch.optim.AdamW(weights, weight_decay=1e-2)
    rows = len(scenes) - HELD_OUT
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, total_steps=epochs * (rows // batch))
    for epoch in range(epochs):
        start, losses = time.time(), []
        for chosen in torch.randperm(rows)[: rows // batch * batch].split(batch):
            loss = torch.nn.functional.binary_cross_entropy_with_logits(head(encoder(scenes[chosen])), labels[chosen])
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(weights, 1.0)
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}, {time.time() - start:.0f} s", flush=True)

    encoder.eval()
    with torch.no_grad():
        logits = head(encoder(scenes[-HELD_OUT:])).numpy()
    for k, label in enumerate(LABELS):
        print(f"held-out AUC, {label}: {auc(logits[:, k], labels[-HELD_OUT:, k].numpy() > 0):.4f}")

    file = str(Path(__file__).resolve().parent.parent / f"seed-{seed}.onnx")
    torch.onnx.export(
        encoder, (scenes[:2],), file, input_names=["pixels"], output_names=["latent"],
        dynamic_axes={"pixels": {0: "batch"}, "latent": {0: "batch"}}, opset_version=14, do_constant_folding=True,
    )
    onnx.checker.check_model(onnx.load(file), full_check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
