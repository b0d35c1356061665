import { poolOnAws } from './start/pool-on-aws.ts';
import { viteSettings } from './web/vite-settings.ts';

/** `npm run build:aws` builds the front end for a real pool. With the local pool, `npm start` serves it unbuilt. */
const pool = poolOnAws(process.env);
if (pool === undefined) throw new Error('Set VITE_COGNITO_USER_POOL_ID and VITE_COGNITO_CLIENT_ID to build for AWS');

export default viteSettings(pool, 'aws');
