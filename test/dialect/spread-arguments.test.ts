import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { nodesWhere, packageSources, placeOf } from './sources.js';

/**
 * Files that spread a list into the arguments of a function, with the reasons why the list stays short. Engines overflow the
 * call stack at about 100,000 arguments.
 */
const SHORT: Readonly<Record<string, string>> = {
  'packages/core/src/explain/explain-batch.ts push': 'one tensor',
  'packages/core/src/graph/operations/merge.ts Math.max': 'one rank per input of a layer',
  'packages/evaluate/src/similarity/map-similarity.ts Math.min': 'a shape',
  'packages/datasets/src/images/celeba/celeba-folders.ts push': 'the few folders and tables of a data set',
  'packages/scale/src/plan/make/put-lists.ts push': 'at most eight hashes',
  'packages/datasets/src/tables/parquet-columns.ts String.fromCharCode': 'at most 512 bytes',
  'packages/models/src/training/training-step.ts push': 'one gradient per variable of a model',
  'packages/render/src/pictures/png.ts String.fromCharCode': 'slices of 32,768 bytes',
  'packages/render/src/plots/bar-chart.ts push': 'the error bar and the points of one bar',
  'packages/render/src/plots/evaluation-plot.ts push': 'the marks of one method',
  'packages/render/src/plots/panel.ts push': 'the parts of the colour bars',
  'packages/wasm/src/kernels/reduction.ts Math.max': 'axes of a tensor',
  'packages/wasm/src/kernels/reduction.ts Math.min': 'axes of a tensor',
};

/** Functions to which lists of data could be spread. */
const TAKES_ANY_NUMBER = /^(?:Math\.\w+|String\.from\w+|.*\.(?:push|unshift|splice|concat))$/;

const spreading = nodesWhere(packageSources(), ts.isCallExpression)
  .filter(
    (call) =>
      call.arguments.some(ts.isSpreadElement) &&
      TAKES_ANY_NUMBER.test(call.expression.getText().replace(/\s/g, '')),
  )
  .map((call) => {
    const place = placeOf(call);
    const name = call.expression.getText().replace(/^.*\.(?=\w+$)(?<!Math\.|String\.)/s, '');
    return { place, key: `${place.replace(/:\d+$/, '')} ${name}` };
  });

describe('lists of data', () => {
  it('are not spread into the arguments of a function', () => {
    expect(spreading.filter(({ key }) => SHORT[key] === undefined)).toEqual([]);
  });

  it('no exception is out of date', () => {
    const keys = new Set(spreading.map(({ key }) => key));
    expect(Object.keys(SHORT).filter((key) => !keys.has(key))).toEqual([]);
  });
});
