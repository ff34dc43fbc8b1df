import { expect, it } from 'vitest';
import { commandFlags, quoted } from './command-flags.js';
import type { ReportOptions } from './report-options.js';

it('repeats the options that decide the numbers, each as words of a shell', () => {
  const options = {
    ...{
      out: 'a.html',
      engine: 'auto',
      method: 'auto',
      baseline: 'mean',
      limit: 4,
      seed: 3,
      heldOut: 0.3,
      count: 50,
    },
    ...{ make: 'meanDifference', attributes: 'old.csv', normalise: '0.5/0.5', decoder: "Ada's decoder.onnx" },
    ...{ given: ['c=0', 'd=1'], skipDamaged: true, window: [8, 8] },
  } as ReportOptions;
  expect(commandFlags(options)).toBe(
    " --normalise 0.5/0.5 --given c=0 --given d=1 --decoder 'Ada'\\''s decoder.onnx' --skip-damaged --window 8,8 --seed 3",
  );
  expect(quoted('$HOME/x')).toBe("'$HOME/x'");
});
