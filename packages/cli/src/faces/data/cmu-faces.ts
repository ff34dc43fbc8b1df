import { type ResizeMethod, splitByGroup } from '@csm/datasets';
import { imageFolder } from '@csm/datasets/node';
import { type ConceptDefinition, type Faces, idsOf } from './faces.js';
import { meanDifferenceBox } from './mean-difference-box.js';

const expressions = ['angry', 'happy', 'neutral', 'sad'];
const expression = (name: string, value: string, others = expressions): ConceptDefinition => ({
  name,
  attribute: 'expression',
  positive: [value],
  negative: others.filter((other) => other !== value),
});

const concepts: readonly ConceptDefinition[] = [
  { name: 'Sunglasses', attribute: 'eyes', positive: ['sunglasses'], negative: ['eyes'] },
  expression('Happy', 'happy'),
  expression('Happy, not neutral', 'happy', ['neutral']),
  expression('Angry', 'angry'),
  expression('Sad', 'sad'),
  { name: 'Left, not right', attribute: 'pose', positive: ['left'], negative: ['right'] },
  { name: 'Up', attribute: 'pose', positive: ['up'], negative: ['forward', 'left', 'right'] },
];

/**
 * Opens the CMU Face Images (Mitchell 1999) in a folder with `attributes.csv`: 20 people, of whom 6 are held out and 2 others
 * decide when training stops. The region of sunglasses, for people who look forward, is a box computed from the training
 * people.
 */
export async function cmuFaces(
  root: string,
  {
    size,
    seed,
    signal,
    resize,
  }: { size: number; seed: number; signal: AbortSignal; resize?: ResizeMethod | undefined },
): Promise<Faces> {
  const dataset = await imageFolder({ root, size, channels: 1, resize, signal });
  const { train: seen, test, heldOut } = splitByGroup(dataset, { attribute: 'person', heldOut: 6, seed });
  const people = [...new Set(dataset.labels('person', seen))].sort();
  // Any two people can decide when training stops. The remaining people depend on the seed, so fixed positions in
  // their alphabetical list give different people for each seed.
  const stopping = [people[0]!, people[7]!];
  const person = new Map(dataset.labels('person').map((name, i) => [dataset.ids[i]!, name]));
  const train = seen.filter((id) => !stopping.includes(person.get(id)!));
  const forward = (ids: readonly string[]) => dataset.idsWhere({ pose: 'forward' }, ids);
  const eyeBox = await meanDifferenceBox(
    await dataset.images(idsOf({ dataset }, concepts[0]!, 'positive', forward(train)), { signal }),
    await dataset.images(idsOf({ dataset }, concepts[0]!, 'negative', forward(train)), { signal }),
  );
  return {
    title: 'CMU Face Images',
    dataset,
    train,
    validation: seen.filter((id) => stopping.includes(person.get(id)!)),
    test,
    split: `held out: ${heldOut.join(', ')}; validation: ${stopping.join(', ')}`,
    scored: 'pictures of held-out people',
    concepts,
    identity: 'person',
    shown: ['Sunglasses', 'Happy', 'Angry', 'Sad', 'Left, not right', 'Up'],
    regions: new Map([
      [
        'Sunglasses',
        {
          description:
            'box around the pixels where the mean pictures of forward-facing training people with and without sunglasses ' +
            'differ most (by more than half of the maximum)',
          among: forward,
          mask: () => eyeBox,
        },
      ],
    ]),
  };
}
