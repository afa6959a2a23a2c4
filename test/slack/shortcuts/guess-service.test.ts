import { describe, expect, it } from 'vitest';
import { guessService } from '../../../src/slack/shortcuts/guess-service.ts';
import { service } from '../../check/memory-ports.ts';

function withTargets(name: string, ...urls: string[]) {
  return service({
    name,
    targets: urls.map((url, index) => ({ name: `${name}-${index}`, url, headers: {}, tlsCa: undefined })),
  });
}

const services = [
  withTargets(
    'payments',
    'http://payments-1.internal:6060/debug/pprof/',
    'http://10.0.0.7:6060/debug/pprof/',
  ),
  withTargets('payments-worker', 'http://10.0.0.8:6060/debug/pprof/'),
  withTargets('api', 'http://10.0.0.9:6060/debug/pprof/', 'http://shared:6060/debug/pprof/'),
  withTargets('orders.v2', 'http://10.0.0.10:6060/debug/pprof/', 'http://shared:7070/debug/pprof/'),
];

const clear = (name: string) => ({ kind: 'clear', service: name });
const several = (...names: string[]) => ({ kind: 'several', services: names });
const hint = (name: string) => ({ kind: 'hint', service: name });
const none = { kind: 'none' };

describe('guessService', () => {
  it.each([
    ['a name as a word', 'payments is slow today', clear('payments')],
    ['a name in capitals', 'PAYMENTS memory high', clear('payments')],
    ['a name before punctuation', 'who looks at payments?', clear('payments')],
    ['a name at the end of a sentence', 'It is payments.', clear('payments')],
    ['a name in code, bold and italics', '*payments*, `payments` and _payments_', clear('payments')],
    [
      'the longer of two names that begin alike',
      'payments-worker is out of memory',
      clear('payments-worker'),
    ],
    ['both of them', 'payments-worker and payments', several('payments-worker', 'payments')],
    [
      'the one named more often first',
      'payments, payments-worker, payments-worker',
      several('payments-worker', 'payments'),
    ],
    ['no name inside a longer word', 'prepayments and payments-gateway and payments2', none],
    ['a name with a dot', 'orders.v2 leaks', clear('orders.v2')],
    ['a label of Prometheus', 'HighMemory service="payments" severity="page"', clear('payments')],
    ['a label in Go’s map notation', 'map[alertname:HighMemory service:payments]', clear('payments')],
    ['a tag of Datadog', 'env:prod,service:payments,team:shop', clear('payments')],
    ['a field of an attachment', 'Service: payments\nSeverity: page', clear('payments')],
    ['a heading above its value', '*Service:*\n`payments`', clear('payments')],
    ['a job', 'job="prod/payments", instance="x"', clear('payments')],
    ['the label that says service, among others', 'service="payments" job="api"', clear('payments')],
    ['a label, whatever else is written', 'api api api: see service=payments', clear('payments')],
    ['two services in labels', 'service="payments" and service="api"', several('payments', 'api')],
    ['a pod in a label', 'pod=payments-7f9c6d5b8-x2x4q', clear('payments')],
    ['a pod’s hash alone in a label', 'pod=payments-7f9c', clear('payments')],
    ['a pod of the longer name', 'pod="payments-worker-7f9c6d5b8-x2x4q"', clear('payments-worker')],
    ['a pod with its namespace', 'pod: shop/payments-7f9c6d5b8-x2x4q', clear('payments')],
    ['a pod in a sentence', 'payments-7f9c6d5b8-x2x4q was OOM killed', clear('payments')],
    ['a pod of a stateful set', 'payments-0 restarted', clear('payments')],
    ['a pod of something else', 'payments-gateway-7f9c6d5b8-x2x4q was OOM killed', none],
    ['an instance by address', 'instance="10.0.0.8:6060"', clear('payments-worker')],
    ['an instance on another port of the host', 'instance="10.0.0.8:9100"', clear('payments-worker')],
    ['a target’s host', 'cannot reach payments-1.internal:6060', clear('payments')],
    ['a host of two services', 'host: shared', several('api', 'orders.v2')],
    ['its port, where a host has two', 'instance: shared:7070', clear('orders.v2')],
    ['a cluster’s host name', 'payments.shop.svc.cluster.local is slow', clear('payments')],
    ['a link’s words', '<https://grafana.example/d/1|payments dashboard>', clear('payments')],
    [
      'a dashboard’s variable',
      'https://grafana.example/d/1?var-service=payments&from=now-1h',
      clear('payments'),
    ],
    [
      'a silence of Alertmanager',
      '<https://am.example/#/silences/new?filter=%7Bservice%3D%22payments%22%7D|Silence>',
      clear('payments'),
    ],
    ['a target in an address', 'http://10.0.0.8:6060/debug/pprof/heap', clear('payments-worker')],
    ['a word in an address’s path', 'https://shop.example/api/v1/carts is slow', hint('api')],
    ['a word in an address’s host', 'https://api.example.com/carts', hint('api')],
    [
      'a plain name before one in an address',
      'payments: https://shop.example/api/v1/pay fails',
      clear('payments'),
    ],
    ['no package in the name of a Go method', '*payments*: leak in `api.(*Server).serve`', clear('payments')],
    ['a file’s name', 'panic at payments.go:120', hint('payments')],
    ['a repository', 'merged acme/payments', hint('payments')],
    ['a mention of a person or a channel', '<@U0PAYMENTS> in <#C1|payments> <!subteam^S1|api>', none],
    ['an address of mail', '<mailto:payments@example.com|payments@example.com>', none],
    ['escaped text', 'a &lt;payments&gt; b', clear('payments')],
    ['nothing', '', none],
    ['something else', 'lunch?', none],
    ['names of objects of the language', '__proto__ constructor service=constructor toString', none],
    ['broken escapes', 'https://x.example/%E0%A4%A?service=payments%', clear('payments')],
    ['what only looks like an address', 'http://[payments', none],
  ])('finds %s', (_, text, expected) => {
    expect(guessService(text, services)).toMatchObject(expected);
  });

  it('tells with which word a message names the service', () => {
    expect(guessService('HighMemory {service="payments"}', services)).toEqual({
      ...clear('payments'),
      clue: 'service=payments',
    });
  });

  it('knows no service where there is none', () => {
    expect(guessService('service=payments payments', [])).toEqual(none);
  });

  it.each([
    ['letters', 'a'.repeat(60_000)],
    ['hyphens', 'payments-'.repeat(7_000)],
    ['slashes', 'a/'.repeat(30_000)],
    ['open links', '<http://a|'.repeat(6_000)],
    ['labels', 'service='.repeat(7_500)],
    ['blanks', `service${' '.repeat(50_000)}=payments`],
  ])('reads 60,000 %s without going over them again and again', (_, text) => {
    const many = Array.from({ length: 500 }, (__, index) =>
      withTargets(`svc-${index}`, `http://h${index}:6060/`),
    );
    // Quadratic work on so much text would end the test by its time limit.
    expect(guessService(text, many)).toEqual(none);
  });
});
