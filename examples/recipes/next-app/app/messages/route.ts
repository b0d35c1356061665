import { createRoute } from '../../../next-amplify-cookies.ts';
import { clientId, verifier } from '../../verifier.ts';

export const GET = createRoute(verifier, clientId);
