import { groundsWith, seedsOf, type TableRun } from '../hard-tables/table-run.js';
import { gateSentences, gateTable, ruleTable } from './gate-tables.js';
import { type JudgedMap, judgedMaps } from './judged-maps.js';
import { casesOf, type GateGround, gateGrounds } from './run-cases.js';

/** The tables of the gate, by the name of their section. */
export async function gateSections(run: TableRun): Promise<Record<string, string>> {
  const maps = await mapsOf(gateGrounds, run);
  return {
    rules: ruleTable(maps),
    'gate by ground': gateTable(maps, 'ground'),
    'gate by method': gateTable(maps, 'method'),
    'gate sentences': gateSentences(maps),
  };
}

/** All maps of some grounds, judged. */
export async function mapsOf(grounds: readonly GateGround[], run: TableRun): Promise<JudgedMap[]> {
  const maps: JudgedMap[] = [];
  for (const seed of seedsOf(run)) {
    for (const ground of groundsWith(grounds, seed)) {
      const concepts = await casesOf(ground, seed, run);
      for (const map of judgedMaps(ground.title, seed, concepts)) maps.push(map);
    }
  }
  return maps;
}
