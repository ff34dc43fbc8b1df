"""Writes counts of cells in every form in which anndata stores a matrix, and what anndata reads from them as expected.json.

    python3 write_cells.py FOLDER

Needs anndata and scipy (Debian: python3-anndata, python3-scipy).
"""

import json
import sys
import warnings
from pathlib import Path

import anndata
import numpy as np
import pandas as pd
import scipy.sparse as sparse

warnings.simplefilter("ignore")
out = Path(sys.argv[1])
out.mkdir(parents=True)
rng = np.random.default_rng(3)
n_cells, n_genes = 61, 23
counts = rng.poisson(0.7, (n_cells, n_genes)).astype(np.float32)
counts[7] = 0
counts[:, 4] = 0
obs = pd.DataFrame(
    dict(batch=pd.Categorical(rng.choice(["b1", "b2"], n_cells)), size=counts.sum(1)),
    index=[f"cell{i}" for i in range(n_cells)],
)
var = pd.DataFrame(dict(gene_ids=[f"ENSG{i}" for i in range(n_genes)]), index=[f"gene{i}" for i in range(n_genes)])
proteins = pd.DataFrame(
    rng.integers(0, 900, (n_cells, 3)), index=obs.index, columns=["CD3", "CD14", "CD19"]
)


def data(matrix):
    made = anndata.AnnData(matrix, obs=obs.copy(), var=var.copy())
    made.obsm["protein_expression"] = proteins.copy()
    return made


def write(name, made, **options):
    made.write_h5ad(out / name, **options)


write("csr.h5ad", data(sparse.csr_matrix(counts)))
write("gzip.h5ad", data(sparse.csr_matrix(counts.astype(np.int64))), compression="gzip")
write("csc.h5ad", data(sparse.csc_matrix(counts)))
write("dense.h5ad", data(counts))
layered = data(np.log1p(counts))
layered.layers["counts"] = sparse.csr_matrix(counts.astype(np.uint16))
layered.raw = data(sparse.csr_matrix(counts[:, ::-1].copy()))
layered.raw.var.index = var.index[::-1]
layered.obsm["spatial"] = rng.random((n_cells, 2)) * 1000
write("layered.h5ad", layered)

read = anndata.read_h5ad(out / "csr.h5ad")
expected = dict(
    counts=read.X.toarray().astype(int).tolist(),
    obs_names=read.obs_names.tolist(),
    batch=read.obs["batch"].tolist(),
    size=read.obs["size"].tolist(),
    genes=read.var_names.tolist(),
    gene_ids=read.var["gene_ids"].tolist(),
    proteins=read.obsm["protein_expression"].to_numpy().tolist(),
    spatial=anndata.read_h5ad(out / "layered.h5ad").obsm["spatial"].tolist(),
)
(out / "expected.json").write_text(json.dumps(expected))
