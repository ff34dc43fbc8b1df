import ts from 'typescript';
import type { BlockModule } from './modules.js';
import { root } from './pages.js';

/**
 * The type errors of each TypeScript module by its path, with the repository's settings, as `line:column message` of the page. Files of the
 * examples are checked where they are.
 */
export function typeErrors(modules: readonly BlockModule[]): Map<string, string[]> {
  const config = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile).config;
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, include: [], files: ['x.ts'] },
    ts.sys,
    root,
  );
  const program = ts.createProgram(
    modules.map(({ path }) => root + path),
    { ...options, allowJs: true, checkJs: false },
  );
  return new Map(
    modules.map(({ path, block }) => {
      const source = program.getSourceFile(root + path);
      if (source === undefined) throw new Error(`typeErrors: ${path} was not read.`);
      const found = [
        ...program.getSyntacticDiagnostics(source),
        ...program.getSemanticDiagnostics(source),
      ].flatMap(({ start = 0, messageText }) => {
        // The module's first line is a line of imports; the block begins on the second, and the line after the fence.
        const { line, character } = source.getLineAndCharacterOfPosition(start);
        if (line === 0 || line > block.text.split('\n').length - 1) return [];
        return [`${block.line + line}:${character + 1} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`];
      });
      return [path, found];
    }),
  );
}
