import { fileURLToPath } from 'node:url';
import { register } from 'tsx/esm/api';

// `npm run demo` and `npm run pool`: prepares an example and starts it in this process, which is quicker than in a second one.
// The arguments after the example's name are its own. Plain JavaScript, because the loader of TypeScript has to be told whose
// settings to use: with those of the library the example would run on its sources, and not on the package that users get.
const [example = ''] = process.argv.splice(2, 1);
const pathOf = (path) => fileURLToPath(new URL(path, import.meta.url));
register({ tsconfig: pathOf(`../${example}/tsconfig.json`) });

const { prepareExample, REQUIREMENTS } = await import('./prepare-example.ts');
try {
  await prepareExample(pathOf('../..'), REQUIREMENTS[example] ?? [], process.stdout);
} catch (error) {
  // The message alone: a stack trace would hide it.
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
await import(`../${example}/start.ts`);
