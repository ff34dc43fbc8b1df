"""The peer of worker.ts in PyTorch: prepares one job, then answers each line of text (run, values) with a line of JSON.

    python3 peer.py JOB THREADS [FOLDER]

FOLDER contains the weights, inputs and concept vectors that worker.ts wrote. Captum is not in Debian, so integrated gradients are a
plain loop over autograd with one batch of images per step, as with Captum's `internal_batch_size`; guided backprop uses hooks
on the ReLUs, as Captum's does.
"""

import base64
import json
import os
import re
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

# As in encoders.ts: image size, channels, (filters, kernel) of the convolutions, dense units, latent size.
ARCHITECTURES = {
    "A": (128, 3, [(64, 5), (128, 5), (256, 5), (512, 5), (1024, 2)], [512], 400),
    "B": (32, 1, [(16, 4), (32, 4), (64, 4)], [256, 256], 20),
}


class SameConv(nn.Module):
    """Convolution with TensorFlow's SAME padding (more after than before), then ReLU and BatchNorm."""

    def __init__(self, inputs, outputs, kernel):
        super().__init__()
        total = max(kernel - 2, 0)
        self.pad = (total // 2, total - total // 2) * 2
        even = total % 2 == 0
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride=2, padding=total // 2 if even else 0)
        self.even = even
        self.relu = nn.ReLU()
        self.norm = nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.01)

    def forward(self, x):
        return self.norm(self.relu(self.conv(x if self.even else F.pad(x, self.pad))))


class Encoder(nn.Module):
    def __init__(self, name, size=None, heads=1):
        super().__init__()
        default, channels, convolutions, dense, latent = ARCHITECTURES[name]
        size = size or default
        self.shape, self.latent = (channels, size, size), latent
        blocks, inputs = [], channels
        for filters, kernel in convolutions:
            blocks.append(SameConv(inputs, filters, kernel))
            inputs, size = filters, -(-size // 2)
        self.convolutions = nn.ModuleList(blocks)
        layers, units = [], inputs * size * size
        for outputs in dense:
            layers += [nn.Linear(units, outputs), nn.ReLU(), nn.BatchNorm1d(outputs, eps=1e-3, momentum=0.01)]
            units = outputs
        self.dense = nn.Sequential(*layers)
        self.heads = nn.ModuleList(nn.Linear(units, latent) for _ in range(heads))

    def forward(self, x):
        for block in self.convolutions:
            x = block(x)
        # TensorFlow flattens in this order.
        x = self.dense(x.permute(0, 2, 3, 1).flatten(1))
        found = [head(x) for head in self.heads]
        return found[0] if len(found) == 1 else found

    def load(self, arrays):
        """Weights in the order of Keras: kernel, bias; gamma, beta, mean, variance."""

        def take(target, permutation=None):
            array = torch.from_numpy(next(arrays))
            target.data.copy_(array.permute(permutation) if permutation else array)

        def norm(layer):
            for target in (layer.weight, layer.bias, layer.running_mean, layer.running_var):
                take(target)

        for block in self.convolutions:
            take(block.conv.weight, (3, 2, 0, 1))
            take(block.conv.bias)
            norm(block.norm)
        for layer in [*self.dense, *self.heads]:
            if isinstance(layer, nn.Linear):
                take(layer.weight, (1, 0))
                take(layer.bias)
            elif isinstance(layer, nn.BatchNorm1d):
                norm(layer)


class BulbDecoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense, self.norm = nn.Linear(20, 1024), nn.BatchNorm2d(64, eps=1e-3, momentum=0.01)
        layers, inputs = [], 64
        for filters in (64, 32, 16):
            layers += [nn.ConvTranspose2d(inputs, filters, 4, stride=2, padding=1), nn.ReLU()]
            layers += [nn.BatchNorm2d(filters, eps=1e-3, momentum=0.01)]
            inputs = filters
        self.layers, self.image = nn.Sequential(*layers), nn.Conv2d(16, 1, 4)

    def forward(self, z):
        x = self.norm(F.relu(self.dense(z)).view(-1, 64, 4, 4))
        return torch.sigmoid(self.image(F.pad(self.layers(x), (1, 2, 1, 2))))


def read_exchange(folder):
    with open(os.path.join(folder, "shapes.json")) as file:
        shapes = json.load(file)
    numbers, at = np.fromfile(os.path.join(folder, "numbers.bin"), dtype="<f4"), 0
    for shape in shapes:
        size = int(np.prod(shape))
        yield numbers[at : at + size].reshape(shape)
        at += size


def prepare_explained(job, folder):
    """The frozen encoder and the concept vectors on the job's device, and the inputs, which every run copies there."""
    device = job.get("device", "cpu")
    encoder = Encoder(job["encoder"], job.get("size")).eval()
    arrays = read_exchange(folder)
    encoder.load(arrays)
    for parameter in encoder.parameters():
        parameter.requires_grad_(False)
    channels, size, _ = encoder.shape
    images = torch.from_numpy(next(arrays)).view(-1, size, size, channels).permute(0, 3, 1, 2).contiguous()
    concept = torch.from_numpy(next(arrays))
    return encoder.to(device), images, concept.to(device)


def score_gradient(encoder, images, concept):
    images = images.detach().requires_grad_(True)
    (encoder(images) * concept).sum().backward()
    return images.grad


def gradient(job, folder):
    encoder, images, concept = prepare_explained(job, folder)
    if job.get("method") == "guided backprop":
        for module in encoder.modules():
            if isinstance(module, nn.ReLU):
                module.register_full_backward_hook(lambda _, grads, __: (F.relu(grads[0]),))
    return lambda: score_gradient(encoder, images.to(concept.device), concept).cpu()


def integrated_gradients(job, folder):
    encoder, images, concept = prepare_explained(job, folder)
    steps = job["steps"]

    def run():
        own = images.to(concept.device)
        total = torch.zeros_like(own)
        for i in range(steps):
            total += score_gradient(encoder, own * ((i + 0.5) / steps), concept)
        return (own * total / steps).cpu()

    return run


def backward_calls(encoder, images, cotangents):
    """The gradients for several cotangents of the latent: one forward pass, and one backward call for each."""
    images = images.detach().requires_grad_(True)
    latent = encoder(images)
    gradients = [torch.autograd.grad(latent, images, v.expand_as(latent), retain_graph=True)[0] for v in cotangents]
    return torch.cat(gradients)


def concepts(job, folder):
    encoder, image, drawn = prepare_explained(job, folder)
    vectors = drawn.view(job["count"], -1)
    return lambda: backward_calls(encoder, image, vectors)


def genes(_, folder):
    """The latent Jacobian."""
    encoder, image, _ = prepare_explained({"encoder": "B"}, folder)
    return lambda: backward_calls(encoder, image, torch.eye(encoder.latent))


def exported(job, folder):
    # Its code is in ../shared, which may not exist.
    from exported_encoders import ENCODERS, exported_encoder

    encoder, (_, size, has_deviation) = exported_encoder(job["encoder"]), ENCODERS[job["encoder"]]
    for parameter in encoder.parameters():
        parameter.requires_grad_(False)
    numbers, concept = (torch.from_numpy(array) for array in read_exchange(folder))
    images = numbers.view(-1, 3, size, size)

    def mean(images):
        found = encoder(images)
        return (found[0] if has_deviation else found).flatten(1)

    return lambda: score_gradient(mean, images, concept)


def training(job, _):
    torch.manual_seed(0)
    encoder, decoder = Encoder("B", heads=2).train(), BulbDecoder().train()
    optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=5e-4, eps=1e-7)
    images = torch.rand(job["steps"] * 64, 1, 32, 32)

    def run():
        for batch in images[torch.randperm(len(images))].split(64):
            mean, log_variance = encoder(batch)
            drawn = decoder(mean + torch.exp(log_variance) * torch.randn_like(mean))
            kl = -torch.mean(1 + log_variance - mean**2 - torch.exp(log_variance))
            loss = F.binary_cross_entropy(drawn.clamp(1e-7, 1 - 1e-7), batch) + 0.5e-4 * kl
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            loss.item()

    return run


def matrix_product(job, _):
    a, b = torch.rand(job["size"], job["size"]), torch.rand(job["size"], job["size"])
    return lambda: a @ b


JOBS = {
    "gradient": gradient,
    "integrated gradients": integrated_gradients,
    "concepts": concepts,
    "exported": exported,
    "genes": genes,
    "training": training,
    "matrix product": matrix_product,
}


def status(name):
    with open("/proc/self/status") as file:
        return int(re.search(rf"{name}:\s*(\d+) kB", file.read())[1]) * 1024 / 1e6


def busy_seconds():
    """Working time of all cores in seconds since the machine started, without idle and stolen time."""
    with open("/proc/stat") as file:
        user, nice, system, _, _, irq = map(int, file.readline().split()[1:7])
    return (user + nice + system + irq) / os.sysconf("SC_CLK_TCK")


def timed(run):
    # As timed.ts: short work is repeated.
    busy, cpu, start = busy_seconds(), time.process_time(), time.perf_counter()
    count, seconds = 0, 0
    while seconds < 0.2:
        result = run()
        count, seconds = count + 1, time.perf_counter() - start
    own = time.process_time() - cpu
    others = (busy_seconds() - busy - own) / (seconds * os.cpu_count())
    return result, dict(ms=1e3 * seconds / count, cpuMs=1e3 * own / count, others=max(0, others), peak=status("VmHWM"))


def answer(**message):
    print(json.dumps(message), flush=True)


def main(job, threads, folder=None):
    job = json.loads(job)
    torch.set_num_threads(int(threads))
    # float32 as everywhere else: by default, CUDA's convolutions round factors to 10 bits.
    torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = False
    run = JOBS[job["kind"]](job, folder)
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")
    device = torch.cuda.get_device_name() if job.get("device") == "cuda" else "processor"
    answer(version=f"PyTorch {torch.__version__}", device=device, idle=status("VmRSS"))
    result = None
    for line in sys.stdin:
        if line.strip() == "run":
            result = None
            result, found = timed(run)
            answer(**found)
        elif line.strip() == "values":
            maps = (result if job["kind"] == "exported" else result.permute(0, 2, 3, 1)).contiguous().numpy()
            answer(values=base64.b64encode(maps.tobytes()).decode())


main(*sys.argv[1:])
