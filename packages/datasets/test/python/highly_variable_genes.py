"""Variances of analytic Pearson residuals by their definition (Lause, Berens & Kobak 2021), and the order of genes over
batches as in scanpy's experimental.pp.highly_variable_genes, with the clip of each batch. Prints JSON.

    python3 highly_variable_genes.py FILE.h5ad COUNT [batches of the cells, separated by commas]
"""

import json
import sys
import warnings

import anndata
import numpy as np
import pandas as pd
import scipy.sparse as sparse

warnings.simplefilter("ignore")
data = anndata.read_h5ad(sys.argv[1])
x = np.asarray(data.X.toarray() if sparse.issparse(data.X) else data.X, dtype=np.float64)
count = int(sys.argv[2])
batch = np.array(sys.argv[3].split(",")) if len(sys.argv) > 3 else np.zeros(len(x))
theta = 100
variances = []
for name in np.unique(batch):
    part = x[batch == name]
    genes = part.sum(0) != 0
    own = part[:, genes]
    mu = np.outer(own.sum(1), own.sum(0)) / own.sum()
    # A cell without counts has mu = 0; its residual is 0, the limit.
    residuals = (own - mu) / np.sqrt(np.where(mu > 0, mu + mu**2 / theta, 1))
    clip = np.sqrt(len(own))
    result = np.zeros(x.shape[1])
    result[genes] = np.clip(residuals, -clip, clip).var(0)
    variances.append(result)
variances = np.array(variances)
ranks = np.argsort(np.argsort(-variances, axis=1, kind="stable"), axis=1).astype(float)
chosen = (ranks < count).sum(0)
ranks[ranks >= count] = np.nan
frame = pd.DataFrame(dict(chosen=chosen, rank=np.nanmedian(ranks, axis=0)))
frame = frame.sort_values(["chosen", "rank"], ascending=[False, True], na_position="last", kind="stable")
print(
    json.dumps(
        dict(
            variances=variances.mean(0).tolist(),
            order=frame.index[:count].tolist(),
            chosen=chosen.tolist(),
        )
    )
)
