import { markdownTable } from '../../markdown-table.js';
import type { JudgedMap } from './judged-maps.js';

/** The gate's confusion matrix: per ground, and per method. */
export function gateTables(maps: readonly JudgedMap[]): string {
  const by = (key: 'ground' | 'method', title: string) => {
    const names = [...new Set(maps.map((map) => map[key]))];
    return markdownTable(
      [title, 'right maps', 'false alarms', 'wrong maps', 'missed', 'wrong, of encoded concepts', 'missed'],
      [
        ...names.map((name) =>
          row(
            name,
            maps.filter((map) => map[key] === name),
          ),
        ),
        row('**all**', maps),
      ],
    );
  };
  return `${by('ground', 'ground')}\n\n${by('method', 'method')}\n`;
}

function row(name: string, maps: readonly JudgedMap[]): string[] {
  const right = maps.filter(({ truth }) => truth === 'right');
  const wrong = maps.filter(({ truth }) => truth === 'wrong');
  const encoded = wrong.filter(({ why }) => why === 'encoded' || why === 'unseen half');
  const share = (of: readonly JudgedMap[], isCounted: (map: JudgedMap) => boolean) => {
    const counted = of.filter(isCounted).length;
    return of.length === 0 ? '' : `${((100 * counted) / of.length).toFixed(0)} % (${counted})`;
  };
  const believed = ({ verdict }: JudgedMap) => verdict === 'believe';
  return [
    name,
    `${right.length}`,
    share(right, (map) => !believed(map)),
    `${wrong.length}`,
    share(wrong, believed),
    `${encoded.length}`,
    share(encoded, believed),
  ];
}

/** What must hold, as sentences with their numbers. */
export function gateSentences(maps: readonly JudgedMap[]): string {
  const believed = maps.filter(({ verdict }) => verdict === 'believe');
  const unseen = believed.map((map) => map.unseen);
  const randoms = vectorsOf(maps.filter(({ vector }) => vector === 'random'));
  const nothing = vectorsOf(maps.filter(({ vector, why }) => vector === 'own' && why === 'not encoded'));
  const passing = (of: readonly JudgedMap[]) => of.filter((map) => map.conceptVerdict === 'believe').length;
  return [
    `- Blind encoder: of the maps that are believed, the largest share where the effect is 0 is ${(100 * Math.max(0, ...unseen)).toFixed(0)} %.`,
    `- The score of a random vector with the concept's good examples passes in ${passing(randoms)} of ${randoms.length} cases.`,
    `- The score of a concept that is not encoded (held-out AUC below .6) passes in ${passing(nothing)} of ${nothing.length} cases.`,
  ].join('\n');
}

/** One map per vector. */
const vectorsOf = (maps: readonly JudgedMap[]) => [
  ...new Map(maps.map((map) => [`${map.ground} ${map.seed} ${map.concept}`, map])).values(),
];
