import { serve } from './loopback.ts';

/** An error of an AWS service. Clients go by its name. */
export class AwsError extends Error {
  readonly status: number;
  constructor(name: string, status = 400) {
    super(`${name}, as the test wants it`);
    this.name = name;
    this.status = status;
  }
}

type Operation = (input: Record<string, unknown>) => object | Promise<object>;

/** A service that speaks AWS JSON, with these operations. Resolves to its origin. */
export function serveAwsJson(operations: Readonly<Record<string, Operation>>): Promise<string> {
  return serve(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    const [, name = ''] = String(req.headers['x-amz-target']).split('.');
    const answer = (status: number, body: object) => {
      res.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    };
    try {
      const operation = operations[name];
      if (operation === undefined) throw new AwsError('UnknownOperationException');
      answer(200, await operation(JSON.parse(String(Buffer.concat(chunks)))));
    } catch (error) {
      const { name: type, message, status } = error instanceof AwsError ? error : new AwsError('InternalFailure', 500);
      answer(status, { __type: type, message });
    }
  });
}

/** For a client of the SDK: one attempt, so that a failure is a failure at once. */
export const clientOptions = (endpoint: string) => ({
  endpoint,
  region: 'eu-west-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
});
