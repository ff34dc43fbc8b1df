import ndarray from 'ndarray';
import type { MapSettings, Plan } from '../src/plan/plan.js';
import { collectMaps } from '../src/results/maps/collect-maps.js';
import type { ShardResults } from '../src/results/shard-results.js';

/** What a test may choose of a plan. */
export interface DrawnPlan {
  readonly count?: number;
  readonly size?: number;
  readonly concepts?: readonly string[];
  readonly inputShape?: readonly number[];
  readonly layout?: Plan['inputs']['layout'];
  readonly maps?: MapSettings;
}

/** A plan whose lists of ids have no hashes yet. */
export function drawnPlan({
  count = 10,
  size = 4,
  concepts = ['Smiling', 'Wavy hair', 'Ünïcode 🙂'],
  inputShape = [20, 18, 3],
  layout = 'channelsLast',
  maps = { kind: 'pooled', shape: [16, 16] },
}: DrawnPlan = {}): Plan {
  return {
    format: 'csm-plan',
    version: '0.1.0',
    id: 'a'.repeat(64),
    places: { store: 'memory' },
    concepts,
    inputs: { count, shape: inputShape, layout: inputShape.length === 3 ? layout : undefined },
    shards: { size, ids: Array.from({ length: Math.ceil(count / size) }, () => '') },
    maps,
    batchSize: 2,
    certificates: false,
    files: {},
    job: {},
  };
}

/** The id of an input: each has characters beyond ASCII. */
export const drawnId = (row: number): string => `faces/é${row} 🙂.jpg`;

/** A number of a map by its place. */
export const drawnNumber = (row: number, concept: number, feature: number): number =>
  Math.fround(Math.sin(row * 7.13 + concept * 3.7 + feature * 0.91) * (1 + (feature % 5)));

/** The score of an input. */
export const drawnScore = (row: number, concept: number): number =>
  Math.fround(Math.sin(row * 12.9898 + concept * 78.233) * 3);

/** The results of a shard, from {@link drawnScore} and {@link drawnNumber}. */
export function drawnShard(plan: Plan, shard: number, idOf = drawnId): ShardResults {
  const first = shard * plan.shards.size;
  const inputs = Math.min(plan.shards.size, plan.inputs.count - first);
  const features = plan.inputs.shape.reduce((a, b) => a * b, 1);
  const collected = collectMaps(plan, inputs);
  for (const concept of plan.concepts.keys()) {
    for (let start = 0; start < inputs; start += plan.batchSize) {
      const n = Math.min(plan.batchSize, inputs - start);
      const numbers = Float32Array.from({ length: n * features }, (_, i) =>
        drawnNumber(first + start + Math.floor(i / features), concept, i % features),
      );
      collected.add(concept, start, ndarray(numbers, [n, ...plan.inputs.shape]));
    }
  }
  return {
    first,
    ids: Array.from({ length: inputs }, (_, i) => idOf(first + i)),
    concepts: plan.concepts,
    scores: plan.concepts.map((_, concept) =>
      Float32Array.from({ length: inputs }, (_, i) => drawnScore(first + i, concept)),
    ),
    maps: collected.maps,
    sums: collected.sums,
  };
}
