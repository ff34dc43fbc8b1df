"""Reads the files that read-spatial.ts made, as scanpy does, and prints seconds, peak memory and the sum of all counts as JSON."""

import json
import re
import sys
import time

import anndata
import h5py
import pandas as pd
import scipy.io
import scipy.sparse as sparse

form, path = sys.argv[1:]
start, before = time.perf_counter(), time.process_time()
if form.startswith("h5ad"):
    matrix = anndata.read_h5ad(f"{path}/tissue.h5ad").X
elif form == "ST tsv.gz":
    matrix = sparse.csr_matrix(pd.read_csv(f"{path}/tissue.tsv.gz", sep="\t", index_col=0).to_numpy())
elif form == "Visium h5":
    with h5py.File(f"{path}/filtered_feature_bc_matrix.h5") as file:
        group = file["matrix"]
        parts = (group["data"][:].astype("float32"), group["indices"][:], group["indptr"][:])
        names = [group["barcodes"][:].astype(str), group["features/id"][:].astype(str)]
        matrix = sparse.csr_matrix(parts, shape=group["shape"][:][::-1])
else:
    folder = f"{path}/filtered_feature_bc_matrix"
    matrix = scipy.io.mmread(f"{folder}/matrix.mtx.gz").T.tocsr()
total = float(matrix.sum(dtype="float64"))
seconds, cpu = time.perf_counter() - start, time.process_time() - before
# The peak of only this process, because getrusage starts with the memory that the parent had when it forked.
peak = int(re.search(r"VmHWM:\s*(\d+) kB", open("/proc/self/status").read())[1]) / 1024
print(json.dumps(dict(seconds=seconds, cpuSeconds=cpu, peakMegabytes=peak, sum=total)))
