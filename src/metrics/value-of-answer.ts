import { z } from 'zod';
import { MetricsError } from './metrics-error.ts';

const mostBytes = 1024 * 1024;

const Value = z.tuple([z.number(), z.string().max(64)]);
const Answer = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('success'),
    data: z.discriminatedUnion('resultType', [
      z.object({ resultType: z.literal('vector'), result: z.array(z.object({ value: Value })).max(1_000) }),
      z.object({ resultType: z.literal('scalar'), result: Value }),
    ]),
  }),
  z.object({ status: z.literal('error') }),
]);

/**
 * The one number that Prometheus answers to an instant query (`/api/v1/query`), undefined where it knows no series. Throws
 * MetricsError for any other answer, and where several series answer: which of them is meant is not for us to guess.
 */
export function valueOfAnswer(body: Uint8Array, what: string): number | undefined {
  const answer = Answer.safeParse(jsonOf(body));
  if (!answer.success) {
    throw new MetricsError(
      `gave an answer for ${what} that is not one of Prometheus to a query for one number`,
      'Check `metrics` in leakcheck.yaml: the url must be that of a Prometheus, the query one that gives an instant vector or a scalar.',
    );
  }
  if (answer.data.status === 'error') {
    throw new MetricsError(
      `refused the query for ${what}`,
      `Try the query for ${what} in Prometheus itself.`,
    );
  }
  const { data } = answer.data;
  const values = data.resultType === 'scalar' ? [data.result] : data.result.map(({ value }) => value);
  if (values.length > 1) {
    throw new MetricsError(
      `knows ${values.length} series for ${what}`,
      `Narrow the query for ${what} in leakcheck.yaml to one replica, by {{target}}, {{host}} or {{name}}, or sum over it.`,
    );
  }
  const text = values[0]?.[1];
  return text === undefined ? undefined : Number(text.replace(/inf$/i, 'Infinity'));
}

function jsonOf(body: Uint8Array): unknown {
  if (body.length > mostBytes) return undefined;
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}
