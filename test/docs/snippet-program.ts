import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { inRepository, type Snippet } from './pages.ts';
import { expressContext, fastifyContext, koaContext, plainContext } from './snippet-context.ts';

const FOLDER = inRepository('coverage/snippets/');
const CONTEXT_FILE = '../../test/docs/snippet-context.ts';
const CONTEXTS = { expressContext, fastifyContext, koaContext, plainContext };
type ContextName = keyof typeof CONTEXTS;

/** What the snippet of the Workers imports exists on their platform alone. */
const WORKERS_MODULE =
  "declare module 'cloudflare:workers' { export function waitUntil(work: Promise<unknown>): void; }\n";

function contextOf(code: string): ContextName {
  if (code.includes('cognito-guard/fastify')) return 'fastifyContext';
  if (code.includes('cognito-guard/koa')) return 'koaContext';
  return /\bapp\b/.test(code) ? 'expressContext' : 'plainContext';
}

/** Which of the context's names a snippet uses without making them. */
function namesUsed(code: string, names: readonly string[]): readonly string[] {
  const withoutComments = code.replaceAll(/\/\/.*|'[^'\n]*'/g, '');
  const isMade = (name: string) => new RegExp(`(?:const|function|import)[^=;(]*\\b${name}\\b`).test(withoutComments);
  const isUsed = (name: string) => new RegExp(`(?<![.\\w])${name}\\b(?!:)`).test(withoutComments);
  return names.filter((name) => isUsed(name) && !isMade(name));
}

/** Writes a snippet as a module that can be compiled and run, and returns its path. What it uses of the context is exported. */
export async function writeModule({ code, page, line }: Snippet): Promise<string> {
  const context = contextOf(code);
  const used = namesUsed(code, Object.keys(await CONTEXTS[context]()));
  const prelude =
    used.length === 0
      ? ''
      : `import { ${context} } from '${CONTEXT_FILE}';\nconst { ${used.join(', ')} } = await ${context}();\nexport { ${used.join(', ')} };\n`;
  mkdirSync(FOLDER, { recursive: true });
  const file = new URL(`${page.replaceAll(/\W/g, '-')}-${line}.ts`, FOLDER);
  writeFileSync(file, `${prelude}${code}\nexport {};\n`);
  return fileURLToPath(file);
}

export function removeModules(): void {
  rmSync(FOLDER, { recursive: true, force: true });
}

/** What the compiler says about the modules, by the settings that our own code is held to. */
export function complaintsOf(files: readonly string[]): readonly string[] {
  const root = fileURLToPath(inRepository('.'));
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root);
  const ambient = fileURLToPath(new URL('workers.d.ts', FOLDER));
  writeFileSync(ambient, WORKERS_MODULE);
  // A reader's names are for the reader, used or not.
  const program = ts.createProgram([...files, ambient], {
    ...options,
    noUnusedLocals: false,
    noUnusedParameters: false,
  });
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const at =
      file === undefined
        ? ''
        : `${file.fileName.slice(root.length)}:${file.getLineAndCharacterOfPosition(start).line + 1} `;
    return at + ts.flattenDiagnosticMessageText(messageText, '\n');
  });
}
