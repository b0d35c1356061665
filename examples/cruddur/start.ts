import { fileURLToPath } from 'node:url';
import { readArguments } from './start/arguments.ts';
import { poolOnAws } from './start/pool-on-aws.ts';
import { startCruddur } from './start/start-cruddur.ts';
import { tour } from './start/tour.ts';

/** Taken before anything else: it may be gone by the time that all is up. */
const parent = process.ppid;

try {
  const { backend, port } = readArguments(process.argv.slice(2));
  const aws = poolOnAws(process.env);
  // Members of different pools do not share a feed.
  const file = aws === undefined ? '.data/local.sqlite' : '.data/aws.sqlite';
  const databaseFile = fileURLToPath(new URL(file, import.meta.url));
  const cruddur = await startCruddur({ backend, port, databaseFile, aws });
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    cruddur.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  // npm passes SIGTERM to the shell between us, which dies without a word: nobody should be left behind.
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, 500);

  console.log(`\nCruddur is up, with its back end in ${backend}: ${cruddur.url}\n`);
  console.log(await tour(cruddur));
} catch (error) {
  // A message for the person at the keyboard; a stack would hide it.
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
