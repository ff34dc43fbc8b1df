"""Writes synthetic counts as an .h5ad with a CSR matrix, block by block: python3 write_cells.py PATH CELLS GENES SHARE SEED

Each gene has a log-normal mean, each cell a library size; counts are Poisson, so about SHARE of the entries are not 0. `obs` has a
column `type` of two labels: type b has the first 50 genes doubled.
"""

import sys

import anndata
import h5py
import numpy as np
import pandas as pd
from scipy import sparse

path, cells, genes, share, seed = sys.argv[1], *map(int, sys.argv[2:4]), float(sys.argv[4]), int(sys.argv[5])
random = np.random.default_rng(seed)
weights = random.lognormal(0, 1.5, genes)


def filled(scale):
    return np.mean(1 - np.exp(-scale * weights))


low, high = 1e-6, 10.0
for _ in range(60):
    middle = np.sqrt(low * high)
    low, high = (middle, high) if filled(middle) < share else (low, middle)
means = low * weights
types = random.integers(0, 2, cells)
obs = pd.DataFrame({"type": pd.Categorical(np.where(types == 1, "b", "a"))}, index=[f"cell{i}" for i in range(cells)])
var = pd.DataFrame(index=[f"gene{g}" for g in range(genes)])
block = 1000
parts = []
for start in range(0, cells, block):
    size = min(block, cells - start)
    mu = random.lognormal(0, 0.3, (size, 1)) * means
    mu[types[start : start + size] == 1, :50] *= 2
    parts.append(sparse.csr_matrix(random.poisson(mu).astype(np.float32)))
matrix = sparse.vstack(parts, format="csr")
anndata.AnnData(matrix, obs=obs, var=var, dtype=np.float32).write_h5ad(path)
print(f"{matrix.nnz / cells / genes:.4f} filled")
