import path from 'node:path';
import ts from 'typescript';

/** The project that maps `rxpeer` to `lib/`, with the options that the library itself is checked with. */
const PROJECT = 'tsconfig.bundler.json';

const compilerOptions = (): ts.CompilerOptions => {
  const { config, error } = ts.readConfigFile(PROJECT, (file) => ts.sys.readFile(file)) as {
    config: unknown;
    error?: ts.Diagnostic;
  };
  if (error) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, '\n'));
  return ts.parseJsonConfigFileContent(config, ts.sys, process.cwd()).options;
};

/** Checks each text as a module of its own, all in one program; what is wrong with it, line by line, by its name. */
export const checkTypes = (modules: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> => {
  const options = compilerOptions();
  const host = ts.createCompilerHost(options);
  const byPath = new Map([...modules].map(([name, code]) => [path.resolve(`spec/docs/${name}.ts`), { name, code }]));
  const { fileExists, readFile } = host;
  host.fileExists = (file) => byPath.has(file) || fileExists(file);
  host.readFile = (file) => byPath.get(file)?.code ?? readFile(file);

  const program = ts.createProgram([...byPath.keys()], options, host);
  const faults = (file: string): string[] => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ start = 0, messageText }) => {
        const line = (source?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
        return `line ${String(line)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
      },
    );
  };
  return new Map([...byPath].map(([file, { name }]) => [name, faults(file)]));
};
