import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCsm } from './run-csm.js';
import { writeWrongFiles } from './wrong-files.js';
const folder = await mkdtemp(join(tmpdir(), 'csm-probe-'));
await writeWrongFiles(folder);
process.chdir(folder);
const list = async () => (await readdir(folder, { recursive: true })).sort();
const before = await list();
const M = 'encoder.onnx';
const calls = `
inspct encoder.onnx
inspect
inspect encoder.onnx more
inspect missing.onnx
inspect encoder.onx
inspect faces
inspect no-pictures
inspect page.onnx
inspect half.onnx
inspect empty.onnx
inspect model.pt
inspect model.h5
inspect table.csv
inspect encoder.onnx --engine gpu
inspect encoder.onnx --latent-output muu
inspect encoder.onnx --latent-columns 0,99
inspect encoder.onnx --input imge
inspect encoder.onnx --log-variance lv
inspect encoder.onnx --layout channelsLast
inspect encoder.onnx --normalise 0.5/0
inspect encoder.onnx --normalise NaN/1
inspect encoder.onnx --normalise 0.5,0.5/0.5,0.5
inspect encoder.onnx --input-shape 3,64,64
inspect encoder.onnx --decoder missing.onnx
inspect encoder.onnx --decoder other-decoder.onnx
inspect encoder.onnx --decoder encoder.onnx
inspect encoder.onnx --decoder-output nme --decoder decoder.onnx
inspect encoder.onnx --decoder-output decoded
inspect encoder.onnx --given c=1
encode encoder.onnx faces
encode encoder.onnx missing --out l
encode faces encoder.onnx --out l
encode encoder.onnx no-pictures --out l
encode encoder.onnx truncated --out l
encode encoder.onnx a-file --out l
encode encoder.onnx table.csv --out l
encode encoder.onnx half.npy --out l
encode encoder.onnx wrong-shape.npy --out l
encode encoder.onnx faces/0000.png --out l
encode encoder.onnx cells.h5ad --out l
encode encoder.onnx faces --out a-file
encode encoder.onnx faces --out closed/l
encode encoder.onnx faces --out other-run
encode encoder.onnx faces --out l --batch 1.5
encode encoder.onnx faces --out l --seed -1
encode encoder.onnx faces --out l --seed NaN
encode encoder.onnx faces --out l --h5ad x.h5ad
encode encoder.onnx faces --out l --attributes missing.csv
encode encoder.onnx faces --out l --epochs 3
encode encoder.onnx faces --out l --features other-genes.txt
encode encoder.onnx faces --out l --layer raw
encode encoder.onnx faces --out l --sample
concept encoder.onnx faces --out c --name Smilling
concept encoder.onnx faces --out c --name ""
concept encoder.onnx faces --out c --obs mood
concept encoder.onnx faces --out c --name Smiling --with a --without b
concept encoder.onnx faces --out c --with missing --without faces
concept encoder.onnx faces --out c --with faces
concept encoder.onnx faces --out c --with no-pictures --without faces
concept encoder.onnx faces --out c --value 1
concept encoder.onnx faces --out c --name Smiling --held-out 1
concept encoder.onnx faces --out c --name Smiling --held-out x
concept encoder.onnx faces --out c --nearest 0000.pgn
concept encoder.onnx faces --out c --nearest 0000.png --count 0
concept encoder.onnx faces --out c --nearest 0000.png --count 500
concept encoder.onnx faces --out c --genes Penk,Doc2g
concept encoder.onnx faces --out c --gmt missing.gmt
concept encoder.onnx faces --out c --gmt sets.gmt
concept encoder.onnx faces --out c --vector wrong-shape.npy
concept encoder.onnx faces --out c --vector missing.npy
concept encoder.onnx faces --out c --name Smiling --make svn
concept encoder.onnx faces --out c --name Smiling --groups persn
concept encoder.onnx faces --out c --name Smiling --given-labels Eyeglases
concept encoder.onnx faces --out c --name Smiling --latents missing
concept encoder.onnx faces --out c --name Smiling --id-column nme
concept encoder.onnx faces --out c --attributes table.csv
concept encoder.onnx faces --out c --attributes faces
concept encoder.onnx faces --out a-file
concept encoder.onnx faces --out closed/c
concept encoder.onnx faces --out other-run
concept encoder.onnx faces --out c --above x --name Smiling
concept encoder.onnx faces --out ""
explain encoder.onnx faces --out m
explain encoder.onnx faces --concepts concepts --out m --method gradiant
explain encoder.onnx faces --concepts concepts --out m --method gradient,gradient
explain encoder.onnx faces --concepts concepts --out m --method counterfactual
explain encoder.onnx faces --concepts concepts --out m --method ""
explain encoder.onnx faces --concepts missing --out m
explain encoder.onnx faces --concepts no-concepts --out m
explain encoder.onnx faces --concepts page-concepts --out m
explain encoder.onnx faces --concepts other-size --out m
explain encoder.onnx faces --concepts a-file --out m
explain encoder.onnx faces --concepts concepts/concepts.json --out m
explain encoder.onnx faces --concepts concepts --out m --ids 0000.png,nobody
explain encoder.onnx faces --concepts concepts --out m --ids 0000.png --limit 2
explain encoder.onnx faces --concepts concepts --out m --limit 0
explain encoder.onnx faces --concepts concepts --out m --steps 0
explain encoder.onnx faces --concepts concepts --out m --percentile 101
explain encoder.onnx faces --concepts concepts --out m --window 0
explain encoder.onnx faces --concepts concepts --out m --method occlusion --window 8,8,8
explain encoder.onnx faces --concepts concepts --out m --baseline blurr
explain encoder.onnx faces --concepts concepts --out m --limit 2 --h5ad faces.h5ad
explain encoder.onnx faces --concepts concepts --out a-file --limit 2
explain encoder.onnx faces --concepts concepts --out closed/m --limit 2
explain encoder.onnx faces --concepts concepts --out other-run --limit 2
explain encoder.onnx faces --concepts concepts --out m --held-out 0.2
certify encoder.onnx faces --out k
certify encoder.onnx faces --concepts concepts --out k
certify encoder.onnx faces --concepts concepts --out k --examples 0
certify encoder.onnx faces --concepts concepts --out k --permutations 0
certify encoder.onnx faces --concepts concepts --out k --method gradient,occlusion
certify encoder.onnx faces --concepts concepts --out a-file
certify encoder.onnx faces --concepts other-size --out k
report encoder.onnx faces
report encoder.onnx faces --out page
report encoder.onnx faces --out ""
report encoder.onnx faces --out a-file/r.html
report encoder.onnx faces --out closed/r.html
report encoder.onnx faces --out r.html --name Smilling
report encoder.onnx faces --out r.html --method counterfactual
report encoder.onnx faces --out r.html --concepts concepts
report encoder.onnx faces --out r.html --limit 0
report encoder.onnx table.csv --out r.html
report encoder.onnx no-pictures --out r.html
train faces --out t --size 30
train faces --out t --epochs 0
train faces --out t --validation 1
train faces --out t --channels 4
train table.csv --out t
train missing --out t
train no-pictures --out t
train faces --out a-file --epochs 1
train faces --out closed/t --epochs 1
train faces --out t --learning-rate 0
train faces --out t --filters 8,x
train faces --out other-run --epochs 1
train encoder.onnx faces --out t
export encoder.onnx
export encoder.onnx --out x
export encoder.onnx --out x.onnx --name Smiling
export encoder.onnx --out x.onnx --concepts concepts --method integratedGradients
export encoder.onnx --out x.onnx --concepts concepts --method gradient --name Smilling
export encoder.onnx --out x.onnx --concepts concepts --method gradient,occlusion
export encoder.onnx --out x.onnx --concepts concepts --method negative
export encoder.onnx --out x.onnx --concepts page-concepts --method gradient
export encoder.onnx --out x.onnx --concepts other-size --method gradient
export encoder.onnx --out x.onnx --concepts missing --method gradient
export encoder.onnx --out closed/x.onnx
export encoder.onnx --out faces
export encoder.onnx --out a-file/x.onnx
export encoder.onnx --out encoder.onnx
tissue
tissue missing --out ti
tissue faces --out ti
tissue table.csv --out ti
tissue cells.h5ad --out ti --genes Pnk
tissue cells.h5ad --out ti --labels layr
tissue cells.h5ad --out ti --layer cnts
tissue cells.h5ad --out ti --spatial nope
tissue cells.h5ad --out a-file
tissue cells.h5ad --out closed/ti
tissue cells.h5ad --out ti --cells 30
tissue cells.h5ad --out ti --library x
tissue cells.h5ad --out ti --count 5000
tissue cells.h5ad --out ti --weights table.csv
faces missing --out fa
faces no-pictures --out fa
faces faces --out fa --attributes Smilling
faces faces --out fa --method gradiant
faces faces --out fa --group persn
faces faces --out fa --size 4
faces faces --out fa --examples 1
faces faces --out fa --as-published
faces faces --out a-file
faces faces --out closed/fa
faces faces --out fa --weights missing.hdf5
faces faces more --out fa
`.trim().split('\n');
const only = process.argv[2];
for (const call of calls) {
  if (only && !new RegExp(only).test(call)) continue;
  const args = (call.match(/""|\S+/g) ?? []).map((a) => (a === '""' ? '' : a));
  const start = performance.now();
  const r = await runCsm(...args, ...(/^(inspect|encode|concept|explain|certify|report)/.test(call) && !call.includes('--engine') ? ['--engine', 'cpu'] : []));
  const ms = performance.now() - start;
  const after = await list();
  const fresh = after.filter((f) => !before.includes(f));
  console.log(`### ${call}\n[${r.code}] ${ms.toFixed(0)}ms ${fresh.length ? 'WROTE ' + fresh.slice(0, 4).join(' ') : ''}${r.out ? ' OUT ' + r.out.slice(0, 80).replaceAll('\n', '|') : ''}`);
  console.log(r.err.replaceAll(folder, 'TMP').trimEnd());
  for (const f of fresh) await rm(join(folder, f), { recursive: true, force: true });
}
process.exit(0);
