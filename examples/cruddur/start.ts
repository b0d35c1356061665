import { fileURLToPath } from 'node:url';
import { readArguments } from './start/arguments.ts';
import { poolOnAws } from './start/pool-on-aws.ts';
import { MODERATOR, startCruddur } from './start/start-cruddur.ts';
import { writeTokenFiles } from './start/token-files.ts';
import { tour } from './start/tour.ts';

/** Read first, because the parent may have ended by the time that everything is up. */
const parent = process.ppid;

try {
  const { backend, port } = readArguments(process.argv.slice(2));
  const aws = poolOnAws(process.env);
  // A database per pool, because the authors of one are unknown in the other.
  const file = aws === undefined ? '.data/local.sqlite' : '.data/aws.sqlite';
  const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  const cruddur = await startCruddur({ backend, port, databaseFile: pathOf(file), aws });
  const { pool, url } = cruddur;
  // By the port, because several can run at once.
  const tokens = pool && (await writeTokenFiles(pool, MODERATOR.email, pathOf(`.data/${new URL(url).port}`)));
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    tokens?.remove();
    cruddur.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  // On SIGTERM npm ends the shell that it started us in, and the shell does not pass the signal on.
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, 500);

  console.log(tour(cruddur, backend, tokens));
} catch (error) {
  // The message alone: a stack trace would hide it.
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
