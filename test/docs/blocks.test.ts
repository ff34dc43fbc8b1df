import { expect, it } from 'vitest';
import { blocksOf } from './blocks.js';

const page = `---
title: A page
---

Text with \`inline.ts\` code.

\`\`\`ts
const a = 1;
\`\`\`

\`gpu.ts\` finds the GPU, as \`npx tsx gpu.ts\` shows:

\`\`\`\`js
const fence = '\`\`\`';
\`\`\`\`

- In a list:

  \`\`\`json
  { "a": 1 }
  \`\`\`

\`\`\`py
# python explain.py model.onnx
\`\`\`

\`\`\`
no language
\`\`\`

    indented
`;

it('finds every block with its language, line, text and file', () => {
  expect(blocksOf(page)).toEqual([
    { language: 'ts', line: 7, text: 'const a = 1;\n', file: 'inline.ts' },
    { language: 'js', line: 13, text: "const fence = '```';\n", file: 'gpu.ts' },
    { language: 'json', line: 19, text: '{ "a": 1 }\n', file: undefined },
    { language: 'py', line: 23, text: '# python explain.py model.onnx\n', file: 'explain.py' },
    { language: undefined, line: 27, text: 'no language\n', file: undefined },
    { language: undefined, line: 31, text: 'indented\n', file: undefined },
  ]);
});
