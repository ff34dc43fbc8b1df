import { markdownTable } from '../../markdown-table.js';
import { isLater } from './gate-methods.js';
import type { JudgedMap } from './judged-maps.js';

/** The gate's confusion matrix per ground or per method. */
export function gateTable(maps: readonly JudgedMap[], key: 'ground' | 'method'): string {
  const names = [...new Set(maps.map((map) => map[key]))];
  return markdownTable(
    [key, 'right maps', 'false alarms', 'wrong maps', 'missed', 'wrong, of encoded concepts', 'missed'],
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

/** Rules for the map alone, on maps of encoded concepts. The first is the old gate's, on features and with one random vector. */
const RULES: Readonly<Record<string, (map: JudgedMap) => boolean>> = {
  'random vectors explain at most 40 %': (map) => map.explainedByRandom <= 0.4,
  'overlap with the evidence ≥ .5': (map) => map.overlap >= 0.5,
  'correlation with the evidence ≥ .5': (map) => map.correlation >= 0.5,
  '**correlation ≥ .5, and at most 30 % unread**': (map) => map.mapVerdict === 'believe',
  'the same with six other donors': (map) => map.otherDonors === 'believe',
};

/** What each rule doubts and believes. */
export function ruleTable(maps: readonly JudgedMap[]): string {
  const encoded = maps.filter(
    ({ vector, why }) => vector === 'own' && (why === 'encoded' || why === 'unseen half'),
  );
  const share = (of: readonly JudgedMap[], is: (map: JudgedMap) => boolean) =>
    `${((100 * of.filter(is).length) / of.length).toFixed(0)} %`;
  return markdownTable(
    ['a map is believed if', 'false alarms', 'missed'],
    Object.entries(RULES).map(([name, passes]) => [
      name,
      share(
        encoded.filter(({ truth }) => truth === 'right'),
        (map) => !passes(map),
      ),
      share(
        encoded.filter(({ truth }) => truth === 'wrong'),
        passes,
      ),
    ]),
  );
}

/** What must hold, as sentences with their numbers. */
export function gateSentences(maps: readonly JudgedMap[]): string {
  const believed = maps.filter(({ verdict }) => verdict === 'believe');
  const unseen = believed.map((map) => map.unseen);
  const randoms = vectorsOf(maps.filter(({ vector }) => vector === 'random'));
  const nothing = vectorsOf(maps.filter(({ vector, why }) => vector === 'own' && why === 'not encoded'));
  const passing = (of: readonly JudgedMap[]) => of.filter((map) => map.conceptVerdict === 'believe').length;
  const shares = (of: readonly JudgedMap[]) => {
    const [, , falseAlarms, , missed] = row('', of);
    return `false alarms ${falseAlarms}, missed ${missed}`;
  };
  return [
    `- Methods that the library had when the thresholds were chosen: ${shares(maps.filter(({ method }) => !isLater(method)))}.`,
    `- Methods that were added later: ${shares(maps.filter(({ method }) => isLater(method)))}.`,
    `- Blind encoder: of the maps that are believed, the largest share where the effect is 0 is ${(100 * Math.max(0, ...unseen)).toFixed(0)} %.`,
    `- The score of a random vector with the concept's good examples passes in ${passing(randoms)} of ${randoms.length} cases.`,
    `- With six other donors, ${((100 * maps.filter((map) => map.mapVerdict === map.otherDonors).length) / maps.length).toFixed(0)} % of the verdicts on maps are the same.`,
    `- The score of a concept that is not encoded (held-out AUC below .6) passes in ${passing(nothing)} of ${nothing.length} cases.`,
  ].join('\n');
}

/** One map per vector. */
const vectorsOf = (maps: readonly JudgedMap[]) => [
  ...new Map(maps.map((map) => [`${map.ground} ${map.seed} ${map.concept}`, map])).values(),
];
