import * as core from '@csm/core';
import * as coreNode from '@csm/core/node';
import * as evaluate from '@csm/evaluate';
import * as explainers from '@csm/explainers';
import * as render from '@csm/render';
import * as renderNode from '@csm/render/node';
import * as all from 'concept-saliency-maps';
import * as node from 'concept-saliency-maps/node';
import { describe, expect, it } from 'vitest';

describe('concept-saliency-maps', () => {
  // A name that two packages export would be missing: `export *` leaves such a name out without an error.
  it.each([
    ['the main entry', all, [core, explainers, evaluate, render]],
    ['/node', node, [coreNode, renderNode]],
  ])('%s exports everything of its packages, and the same objects', (_, found, packages) => {
    const expected = packages.flatMap((exports): [string, unknown][] => Object.entries(exports));
    expect(new Map(Object.entries(found))).toEqual(new Map(expected));
    expect(expected.length).toBe(Object.keys(found).length);
    for (const [name, value] of expected) expect(Reflect.get(found, name)).toBe(value);
  });
});
