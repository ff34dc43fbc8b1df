import { fileName } from '@csm/base';
import { atSpots, type GeneRasters, meanAtSpots, type SpatialCounts } from '@csm/datasets';
import { addToAnnData, writeAnnData } from '@csm/datasets/node';
import type { ConceptResult } from '../analysis.js';
import type { Tissue } from '../data/open-tissue.js';
import type { WrittenFile } from './tables.js';

const NAME = 'results.h5ad';

/**
 * Writes the results for scanpy: a copy of the `.h5ad`, or a new one with the counts of another source. `obs` gets the mean map of
 * each concept by each method, the mean counts of its genes and the decoded concept; `var` its scores; `uns` its genes.
 */
export async function writeResults(
  folder: string,
  { kind, source, counts, isRaw, name: library }: Tissue,
  { rasters, concepts }: { readonly rasters: GeneRasters; readonly concepts: readonly ConceptResult[] },
): Promise<WrittenFile> {
  const own = prefixOf(counts);
  const results = {
    obs: Object.fromEntries(concepts.flatMap((concept) => spotColumns(concept, rasters, own))),
    ...(!isRaw && {
      var: Object.fromEntries(concepts.map((concept) => geneColumn(concept, counts.genes, rasters, own))),
    }),
    uns: Object.fromEntries(
      concepts.map(({ marker, found }) => [
        `${own}_${fileName(marker.name)}_concept`,
        {
          markers: [...marker.genes],
          genes: found.genes.map(({ gene }) => gene),
          r: found.genes.map(({ r }) => r),
          vector: Float32Array.from(found.concept.vector),
        },
      ]),
    ),
  };
  const to = `${folder}/${NAME}`;
  if (kind === 'h5ad') await addToAnnData({ from: source, to, counts, ...results });
  else await writeAnnData({ to, counts, library, ...results });
  const content = `${kind === 'h5ad' ? 'a copy of the file' : 'the counts'} with the results, for scanpy: maps, mean counts and decoded concepts in obs, scores in var, genes of the concepts in uns`;
  return { name: NAME, content };
}

/** The beginning of all names: `csm`, or `csm2` … if the file has results of an earlier run. */
function prefixOf({ spots }: SpatialCounts): string {
  const taken = Object.keys(spots.columns ?? {});
  for (let n = 1; ; n++) {
    const prefix = n === 1 ? 'csm' : `csm${n}`;
    if (!taken.some((name) => name.startsWith(`${prefix}_`))) return prefix;
  }
}

function spotColumns(
  { marker, found, decodedAtSpots, maps }: ConceptResult,
  { images, cells }: GeneRasters,
  own: string,
) {
  const prefix = `${own}_${fileName(marker.name)}`;
  const pictures = found.genes.map(({ index }) => atSpots(images.pick(index), cells));
  return [
    [`${prefix}_mean_counts`, meanAtSpots(pictures)] as const,
    [`${prefix}_decoded`, decodedAtSpots] as const,
    ...maps.map((each) => [`${prefix}_map_${fileName(each.method.key)}`, meanAtSpots(each.maps)] as const),
  ];
}

/** Genes without a picture have no score. */
function geneColumn(
  { marker, scores }: ConceptResult,
  genes: readonly string[],
  rasters: GeneRasters,
  own: string,
) {
  const rows = new Map(rasters.genes.map((gene, row) => [gene, row]));
  const column = Float32Array.from(genes, (gene) => scores[rows.get(gene) ?? -1] ?? Number.NaN);
  return [`${own}_${fileName(marker.name)}_score`, column] as const;
}
