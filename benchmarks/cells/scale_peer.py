"""The ranking of scale.ts in PyTorch: python3 scale_peer.py PATH FOLDER JOB CELLS GENES THREADS

Cells are read with h5py and densified in batches of 256. As rankGenes does, it sums the maps of the concept and their squares over all cells,
and the maps of the latent dimensions over 1,000 cells. Prints a line of JSON with seconds, peak memory and the largest difference from the
attributions of scale.ts, as a share of the largest one.
"""

import json
import resource
import sys
import time

import h5py
import numpy as np
import torch

path, folder, job = sys.argv[1:4]
cells, genes, threads = map(int, sys.argv[4:7])
torch.set_num_threads(threads)
HIDDEN, LATENT, STEPS, BATCH, NULL_CELLS = 128, 10, 20, 256, 1000


def numbers(name, *shape):
    return torch.from_numpy(np.fromfile(f"{folder}/{name}.f32", np.float32).reshape(shape))


w1, b1 = numbers("w1", genes, HIDDEN), numbers("b1", HIDDEN)
w2, b2, concept = numbers("w2", HIDDEN, LATENT), numbers("b2", LATENT), numbers("concept", LATENT)


def gradients(x, vector):
    x = x.detach().requires_grad_(True)
    z = torch.relu(x @ w1 + b1) @ w2 + b2
    return torch.autograd.grad((z @ vector).sum(), x)[0]


def attribute(x, vector):
    if job == "gradient":
        return gradients(x, vector)
    points, weights = np.polynomial.legendre.leggauss(STEPS)
    total = torch.zeros_like(x)
    for point, weight in zip((points + 1) / 2, weights / 2):
        total += float(weight) * gradients(x * float(point), vector)
    return x * total


start, before = time.time(), time.process_time()
file = h5py.File(path, "r")
matrix = file["X"]
indptr = matrix["indptr"][: cells + 1]
total, squares, means = np.zeros(genes), np.zeros(genes), np.zeros((LATENT, genes))
for first in range(0, cells, BATCH):
    size = min(BATCH, cells - first)
    low, high = indptr[first], indptr[first + size]
    data, indices = matrix["data"][low:high], matrix["indices"][low:high]
    rows = np.repeat(np.arange(size), np.diff(indptr[first : first + size + 1]))
    dense = np.zeros((size, genes), np.float32)
    library = np.bincount(rows, data, size)
    inside = indices < genes
    dense[rows[inside], indices[inside]] = np.log1p(1e4 * data[inside] / library[rows[inside]])
    x = torch.from_numpy(dense)
    maps = attribute(x, concept).numpy()
    total += maps.sum(0)
    squares += (maps.astype(np.float64) ** 2).sum(0)
    if first < NULL_CELLS:
        for latent in range(LATENT):
            means[latent] += attribute(x, torch.eye(LATENT)[latent]).numpy().sum(0)
seconds, cpu_seconds = time.time() - start, time.process_time() - before
ours = np.fromfile(f"{folder}/attribution-{job}.f64", np.float64)
difference = float(np.abs(total / cells - ours).max() / np.abs(ours).max())
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({"job": job, "cells": cells, "genes": genes, "seconds": seconds, "cpuSeconds": cpu_seconds, "peakMegabytes": peak, "difference": difference}))
