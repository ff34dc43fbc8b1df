import type ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { certificateOf, marks, ramp } from '../../test/certificates.js';
import { expectNoOverlap, parseSvg } from '../../test/no-overlap.js';
import { spotMap } from '../index.js';
import { rasterize } from '../node.js';
import { certificateFigure } from './certificate-figure.js';

/** All text of a figure, without spaces: lines break anywhere. */
const textOf = (svg: string) =>
  [...parseSvg(svg).getElementsByTagName('text')].map((e) => e.textContent).join('');
const squeezed = (text: string) => text.replaceAll(/[\s`]/g, '');
const contains = (svg: string, text: string) => expect(squeezed(textOf(svg)), text).toContain(squeezed(text));
const count = (svg: string, name: string) => parseSvg(svg).getElementsByTagName(name).length;
/** The outlines of masks: a light and a dark line each, besides the sample of the legend. */
const outlines = (svg: string) => svg.match(/<g transform="translate\([^"]*scale\(/g)?.length ?? 0;

describe('certificateFigure', () => {
  it('has the concept, the verdict, all sentences, and the inputs with their maps', () => {
    const certificate = certificateOf([8, 8, 3]);
    const svg = certificateFigure(certificate);
    expectNoOverlap(svg);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    for (const { question, verdict, found, todo, cannotSee } of certificate.questions)
      for (const text of [question, verdict, found, todo, cannotSee]) contains(svg, text);
    contains(svg, 'Concept “glasses”');
    contains(svg, 'integrated gradients, 16 steps from the mean');
    contains(svg, '60 examples with the concept, 1,200 without it; 7 independent on the smaller side.');
    contains(svg, 'Doubt, because of the answer to “Does the map show what is read?”');
    contains(svg, 'Warning: integratedGradients: the steps are few.');
    contains(svg, 'score −0.0123');
    expect(parseSvg(svg).getElementsByTagName('title')[0]?.textContent).toBe('Concept “glasses”: doubt');
    // Three inputs with a map and evidence, the decoder's map of two, and a colour bar for each kind of map.
    expect(count(svg, 'image')).toBe(3 + 3 + 3 + 2 + 3);
    expect(outlines(svg)).toBe(3 + 3 + 3 + 2);
  });

  it.each(['believe', 'doubt', 'too few to tell'] as const)(
    'shows %s by word, shape and colour',
    (verdict) => {
      const { questions } = certificateOf([8, 8, 1]);
      const svg = certificateFigure(
        certificateOf([8, 8, 1], { verdict, questions: questions.map((one) => ({ ...one, verdict })) }),
      );
      const words = [...parseSvg(svg).getElementsByTagName('text')].filter((e) => e.textContent === verdict);
      // The badge, and the two questions that decide.
      expect(words).toHaveLength(3);
      const shapes = { believe: 'M1 8a7', doubt: 'h12v12', 'too few to tell': 'l8 8l-8 8' };
      expect(svg.split(shapes[verdict])).toHaveLength(1 + 4);
      expectNoOverlap(svg);
    },
  );

  it('draws channels-first pictures, grey ones and those of many channels', () => {
    const last = certificateFigure(certificateOf([8, 8, 3]));
    const turned = certificateOf([3, 8, 8], { layout: 'channelsFirst' });
    // The same numbers, with the channels moved.
    const first = (from: ndarray.NdArray) => from.transpose(0, 3, 1, 2);
    const source = certificateOf([8, 8, 3]);
    expect(
      certificateFigure({
        ...turned,
        inputs: first(source.inputs),
        maps: first(source.maps),
        evidence: first(source.evidence!),
        measures: {
          regions: { significant: source.measures.regions!.significant.transpose(2, 0, 1) },
          decoder: { maps: first(source.measures.decoder!.maps) },
        },
      }),
    ).toBe(last);
    expect(() => certificateFigure(certificateOf([3, 8, 8]))).toThrow(/^certificateFigure: .*layout/);
    expect(count(certificateFigure(certificateOf([8, 8, 1])), 'image')).toBe(14);
    expect(count(certificateFigure(certificateOf([8, 8, 5])), 'image')).toBe(14);
    // Standardised inputs are drawn from their smallest to their largest value.
    const standardised = certificateOf([8, 8, 1], { inputs: ramp([4, 8, 8, 1], -3) });
    expect(certificateFigure(standardised)).not.toBe(certificateFigure(standardised, { range: [-1, 1] }));
  });

  it('draws rows of a table as bars, with names and with an asterisk for features that matter', () => {
    const names = Array.from({ length: 30 }, (_, i) => `Gene${i} <α> & co`);
    const significant = marks([30], (i) => i < 3);
    const measures = { regions: { significant } };
    const certificate = certificateOf([30], { measures });
    const svg = certificateFigure(certificate, { names });
    expectNoOverlap(svg);
    contains(svg, 'Gene0 <α> & co *');
    contains(svg, '* The feature matters to the score');
    contains(svg, 'input 0, score 2.35');
    contains(certificateFigure(certificate, { inputs: [0, 2] }), 'feature 0 *');
    expectNoOverlap(certificateFigure(certificate, { inputs: [0, 2] }));
  });

  it('draws signals as lines, and marks the samples that matter', () => {
    const svg = certificateFigure(certificateOf([50, 2]), { axis: [0, 0.5], axisLabel: 'time (ms)' });
    expectNoOverlap(svg);
    contains(svg, 'time (ms)');
    contains(svg, 'A black line under the colours marks the samples that matter');
    expect(svg.match(/class="marks"/g)).toHaveLength(3);
    expect(certificateFigure(certificateOf([50]), { kind: 'signals' })).toContain('class="marks"');
  });

  it('draws a drawing of the caller in place of the inputs, such as the spots of a tissue', () => {
    const spots = { x: [0, 100, 200], y: [0, 100, 0] };
    const maps = [0, 1, 2, 3].map((i) => ({ title: `map ${i}`, values: [1, -1, i] }));
    const drawing = spotMap({ spots, maps, columns: 4, cellSize: 400 });
    const svg = certificateFigure(certificateOf([3]), { drawing });
    contains(svg, 'map 3');
    expect(Number(parseSvg(svg).getAttribute('width'))).toBeLessThan(1200);
    expectNoOverlap(svg);
  });

  it('draws certificates without evidence, decoder, regions, warnings or questions that inform', async () => {
    const whole = certificateOf([8, 8, 1], { measures: {}, warnings: [], verdict: 'believe' });
    const { evidence: _, ...bare } = whole;
    const svg = certificateFigure({ ...bare, questions: bare.questions.slice(0, 1) }, { inputs: [3] });
    expectNoOverlap(svg);
    expect(outlines(svg)).toBe(0);
    expect(count(svg, 'image')).toBe(2 + 1);
    expect(textOf(svg)).not.toMatch(/What the encoder reads|hollow|matter/);
    contains(svg, 'All deciding questions (1) are answered “believe”.');
    expect((await rasterize(svg, { scale: 1 })).length).toBeGreaterThan(1000);
    const none = { regions: { significant: marks([8, 8, 1], () => false) } };
    expect(textOf(certificateFigure({ ...bare, measures: none }))).not.toContain('matter');
  });

  it('writes each reason once: as the answer to its question, or in the small print', () => {
    const { questions } = certificateOf([8, 8, 1]);
    const answer = `${questions[1]?.found} ${questions[1]?.todo}`;
    const reasons = [answer, 'Another reason, which no question has.'];
    const text = squeezed(textOf(certificateFigure(certificateOf([8, 8, 1], { reasons }))));
    expect(text.split(squeezed(questions[1]?.found ?? ''))).toHaveLength(2);
    expect(text).toContain(squeezed('Reason: Another reason, which no question has.'));
  });

  it('wraps very long names and reasons, and keeps characters of other scripts', async () => {
    const concept = `${'Wearing_Necktie & <b>"bow"</b> '.repeat(12)}日本語 Ñandú 🧬`;
    const reasons = ['ab<c '.repeat(80), 'W'.repeat(400)];
    const { questions } = certificateOf([8, 8, 1]);
    const long = questions.map((one) => ({
      ...one,
      question: `${one.question} ${concept}`,
      found: `${concept} ${one.found}`,
    }));
    const svg = certificateFigure(
      certificateOf([8, 8, 1], {
        concept,
        reasons,
        questions: long,
        description: `method, ${'x'.repeat(300)}`,
      }),
    );
    expectNoOverlap(svg);
    contains(svg, concept);
    for (const reason of reasons) contains(svg, reason);
    expect((await rasterize(svg, { scale: 1 })).length).toBeGreaterThan(1000);
  });

  it('refuses what is no certificate, what does not fit, and unknown options', () => {
    const certificate = certificateOf([8, 8, 1]);
    const refused = (changed: unknown, options: unknown, message: string | RegExp) =>
      expect(() => certificateFigure(changed as never, options as never)).toThrow(message);
    refused(
      {},
      {},
      'certificateFigure: expected a certificate, the result of certify of @csm/evaluate; got an object of type Object.',
    );
    refused({ ...certificate, verdict: 'yes' }, {}, /^certificateFigure: the verdict must be/);
    refused(
      { ...certificate, measures: { regions: { significant: marks([9, 8, 1], () => true) } } },
      {},
      'certificateFigure: the significant regions must have the shape of an input, [8,8,1]; got shape [9,8,1].',
    );
    refused(
      { ...certificate, maps: ramp([4, 8, 9, 1]) },
      {},
      /^certificateFigure: maps must belong to the inputs of shape \[4,8,8,1\]/,
    );
    refused(certificate, { input: [0] }, /^certificateFigure: unknown option "input"/);
    refused(certificate, { inputs: [4] }, /^certificateFigure: inputs\[0\] must be/);
    refused(certificate, { inputs: [] }, /^certificateFigure: inputs must have at least one index/);
    refused(certificate, { kind: 'picture' }, /^certificateFigure: kind must be/);
    refused(
      certificate,
      { kind: 'table' },
      /^certificateFigure: inputs of shape \[4,8,8,1\] cannot be drawn as table/,
    );
    refused(certificate, { drawing: 'picture.svg' }, /^certificateFigure: drawing must be an SVG document/);
    refused(
      certificateOf([5]),
      { names: ['a'] },
      'certificateFigure: names must have one name per feature, 5; got 1.',
    );
  });
});
