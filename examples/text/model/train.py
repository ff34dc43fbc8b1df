"""Step 2 of making the example's pair of encoders: trains them on faces and captions as CLIP is trained, and exports both to ONNX.

    python examples/text/model/train.py out/text-model examples/text/pair

Needs PyTorch 1.13 or newer, onnx and NumPy. Reads faces.npy and attributes.npy from the first folder (step 1). Writes image.onnx, text.onnx,
tokenizer.json and tokenizer_config.json to the second, and expected.json: what PyTorch computes for some texts.
"""

import json
import math
import sys
from functools import cache

import numpy as np
import onnx
import torch
from captions import PHRASES, caption
from encoders import CONTEXT, ImageEncoder, TextEncoder, normalise
from tokenizer import END, START, UNKNOWN, encode, learn, tokenizer_json, vocabulary

HELD_OUT = 500
EXPECTED = ["a hat", "a face with glasses", "A drawing of a face with no hair and a happy smile", "spectacles and a beret"]


def main(data, out, epochs=40, batch=250):
    torch.manual_seed(0)
    torch.set_num_threads(1)
    draw = np.random.default_rng(0)
    faces = normalise(torch.from_numpy(np.load(f"{data}/faces.npy").astype(np.float32)))
    attributes = np.load(f"{data}/attributes.npy").astype(bool)

    merges = learn([caption(row, draw) for row in attributes[:-HELD_OUT]], 120)
    ids = vocabulary(merges)
    tokens = cache(lambda text: encode(text, merges, ids, CONTEXT))

    image, text = ImageEncoder(), TextEncoder(len(ids))
    scale = torch.nn.Parameter(torch.tensor(math.log(1 / 0.07)))
    optimiser = torch.optim.AdamW([*image.parameters(), *text.parameters(), scale], lr=3e-3, weight_decay=1e-2)
    rows = len(faces) - HELD_OUT
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=epochs * (rows // batch))
    for epoch in range(epochs):
        losses = []
        for chosen in torch.randperm(rows)[: rows // batch * batch].split(batch):
            captions = torch.tensor([tokens(caption(attributes[i], draw)) for i in chosen.tolist()])
            a = torch.nn.functional.normalize(image(faces[chosen]), dim=1)
            b = torch.nn.functional.normalize(text(captions), dim=1)
            logits = scale.exp().clamp(max=100) * a @ b.T
            right = torch.arange(len(chosen))
            loss = (torch.nn.functional.cross_entropy(logits, right) + torch.nn.functional.cross_entropy(logits.T, right)) / 2
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        if epoch % 5 == 4:
            print(f"epoch {epoch + 1}: loss {np.mean(losses):.3f}, {math.exp(scale.item()):.1f}", flush=True)

    image.eval(), text.eval()
    embed = lambda texts: text(torch.tensor([tokens(each) for each in texts]))
    with torch.no_grad():
        a = torch.nn.functional.normalize(image(faces[-HELD_OUT:]), dim=1)
        for column, (with_it, without) in enumerate(PHRASES):
            sides = [torch.nn.functional.normalize(embed([f"a face with {each}" for each in side]), dim=1).mean(0) for side in (with_it, without)]
            right = (a @ (sides[0] - sides[1]) > 0).numpy() == attributes[-HELD_OUT:, column]
            print(f"zero-shot accuracy, {with_it[0]}: {right.mean():.3f}")
        expected = {"texts": EXPECTED, "tokens": [tokens(each) for each in EXPECTED], "embeddings": embed(EXPECTED).tolist()}

    options = {"opset_version": 14, "do_constant_folding": True}
    torch.onnx.export(
        image, (faces[:2],), f"{out}/image.onnx", input_names=["pixel_values"], output_names=["image_embeds"],
        dynamic_axes={"pixel_values": {0: "batch"}, "image_embeds": {0: "batch"}}, **options,
    )
    torch.onnx.export(
        text, (torch.tensor([tokens(each) for each in EXPECTED]),), f"{out}/text.onnx", input_names=["input_ids"], output_names=["text_embeds"],
        dynamic_axes={"input_ids": {0: "batch", 1: "sequence"}, "text_embeds": {0: "batch"}}, **options,
    )
    for name in ["image", "text"]:
        onnx.checker.check_model(onnx.load(f"{out}/{name}.onnx"), full_check=True)
    config = {
        "tokenizer_class": "CLIPTokenizer", "model_max_length": CONTEXT, "bos_token": START, "eos_token": END, "pad_token": END, "unk_token": UNKNOWN,
    }
    for name, content in [("tokenizer", tokenizer_json(merges)), ("tokenizer_config", config), ("expected", expected)]:
        with open(f"{out}/{name}.json", "w", encoding="utf-8") as file:
            json.dump(content, file, indent=1)
            file.write("\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
