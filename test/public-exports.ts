import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** A name that an entry of a package exports. */
export interface PublicExport {
  readonly name: string;
  /** Whether it exists when the program runs: a function, class or constant, and not only a type. */
  readonly isValue: boolean;
  /** The symbol of its declaration; aliases are resolved. */
  readonly symbol: ts.Symbol;
}

/** A module that users import: the main entry or a subpath of a published package. */
export interface PublicEntry {
  /** For example `@csm/core/statistics`. */
  readonly name: string;
  readonly exports: readonly PublicExport[];
}

/** All entries of all published packages, read from their sources by the TypeScript compiler. */
export interface PublicApi {
  readonly entries: readonly PublicEntry[];
  readonly checker: ts.TypeChecker;
  /** The source files of the packages, tests included if an entry imports them. */
  readonly program: ts.Program;
}

/** Reads the public API of the packages in a folder, by default that of this repository. */
export function readPublicApi(packages = fileURLToPath(new URL('../packages/', import.meta.url))): PublicApi {
  const files = readdirSync(packages)
    .sort()
    .flatMap((folder) => entryFiles(`${packages}${folder}`));
  const program = ts.createProgram(
    files.map(({ file }) => file),
    {
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      target: ts.ScriptTarget.ES2022,
      skipLibCheck: true,
      strict: true,
      types: ['node'],
      // A package that re-exports another is read without any build.
      paths: sourcePaths(),
      pathsBasePath: fileURLToPath(new URL('../', import.meta.url)),
    },
  );
  const checker = program.getTypeChecker();
  const entries = files.map(({ name, file }) => {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`readPublicApi: ${file} is not a module.`);
    const exports = checker.getExportsOfModule(module).map((symbol): PublicExport => {
      const declared = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      return { name: symbol.name, isValue: (declared.flags & ts.SymbolFlags.Value) !== 0, symbol: declared };
    });
    return { name, exports: exports.sort((a, b) => (a.name < b.name ? -1 : 1)) };
  });
  return { entries, checker, program };
}

/** Where the sources of `@csm/x` are, as in tsconfig.json. */
function sourcePaths(): ts.MapLike<string[]> {
  const { config } = ts.readConfigFile(
    fileURLToPath(new URL('../tsconfig.json', import.meta.url)),
    ts.sys.readFile,
  );
  return config.compilerOptions.paths;
}

/** The entries of a package: `./statistics` of `exports` is `src/statistics.ts`. */
function entryFiles(folder: string): { name: string; file: string }[] {
  const manifest = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  if (manifest.private) return [];
  return Object.entries<unknown>(manifest.exports).flatMap(([subpath, target]) =>
    typeof target === 'string'
      ? []
      : [
          {
            name: `${manifest.name}${subpath.slice(1)}`,
            file: `${folder}/src${subpath === '.' ? '/index' : subpath.slice(1)}.ts`,
          },
        ],
  );
}
