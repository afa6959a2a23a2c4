import type { KnownBlock } from '@slack/types';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import { caveatsMessage } from '../../src/report/thread/caveats-message.ts';
import { findingMessages } from '../../src/report/thread/finding-message.ts';
import { pressedButtons } from '../../src/report/thread/pressed-buttons.ts';
import {
  rootCancelled,
  rootFailed,
  rootProgress,
  rootVerdict,
} from '../../src/report/thread/root-message.ts';
import type { ThreadMessage } from '../../src/report/thread/thread-message.ts';
import { verdictMessage } from '../../src/report/thread/verdict-message.ts';
import {
  fixtureReports,
  healthyReport,
  hostileReport,
  inconclusiveReport,
  leakReport,
  manyFindingsReport,
  manyReplicasReport,
  suspectReport,
} from './report-fixtures.ts';

const attached = {
  kind: 'attached',
  pairs: [{ target: 'payments-1', base: 'payments-1-base.heap.pb.gz', head: 'payments-1-head.heap.pb.gz' }],
} as const;

const manyFailures: Report = {
  ...inconclusiveReport,
  replicas: manyReplicasReport(60).replicas.map((replica, index) => ({
    ...replica,
    failures: Array.from({ length: 9 }, (_, capture) => ({
      capture,
      message: `<refused> ${index} ${capture} ${'&'.repeat(400)}`,
      nextStep: '*'.repeat(900),
    })),
  })),
  caveats: Array.from({ length: 300 }, (_, index) => `${index} ${'<x>'.repeat(500)}`),
};
const bigFinding: Report = {
  ...manyFindingsReport(40),
  findings: manyFindingsReport(40).findings.map((finding) => ({
    ...finding,
    stack: Array.from({ length: 128 }, (_, index) => ({
      function: `example.com/${'&'.repeat(90)}.F${index}`,
      file: `/x/${'<'.repeat(90)}.go`,
      line: index,
      origin: index % 2 === 0 ? ('own' as const) : ('library' as const),
    })),
    evidence: Array.from({ length: 30 }, () => '&'.repeat(900)),
    fixes: finding.fixes.map((fix) => ({ ...fix, text: '<'.repeat(4_000), before: '<\n'.repeat(4_000) })),
  })),
};

const reports: Record<string, Report> = {
  ...fixtureReports,
  manyFindings: manyFindingsReport(40),
  manyReplicas: manyReplicasReport(500),
  manyFailures,
  bigFinding,
};

const messages = Object.entries(reports).flatMap(([name, report]) =>
  messagesOf(report).map((message, index) => [`${name} ${index}`, message] as const),
);

describe('every message stays within the limits of Slack', () => {
  test.each(messages)('%s', (_, { text, blocks }) => {
    expect(text.length).toBeGreaterThan(0);
    expect(text.length).toBeLessThan(4_000);
    expect(blocks.length).toBeLessThanOrEqual(50);
    expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(13_200);
    for (const part of texts(blocks)) {
      expect(part.length).toBeGreaterThan(0);
      expect(part.length).toBeLessThanOrEqual(3_000);
    }
    const ids = blocks.flatMap((block) => block.block_id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('a hostile profile pages nobody', () => {
  test.each(messagesOf(hostileReport).map((message, index) => [index, message] as const))(
    'message %d',
    (_, message) => {
      const sent = [message.text, ...texts(message.blocks)]
        .join('\n')
        .replaceAll('<@U1>', '')
        .replace(/<!date\^[^>]*>/g, '');
      expect(sent).not.toMatch(/[<>]/);
      expect(sent).not.toMatch(/@(here|channel|everyone)/);
      // Each text block's fences and spans close within it.
      for (const part of texts(message.blocks)) expect((part.match(/`/g) ?? []).length % 2).toBe(0);
    },
  );
});

describe('the root message', () => {
  const progress = {
    service: 'payments',
    replicas: 3,
    windowMs: 300_000,
    requestedBy: 'U1',
    captured: 12,
    planned: 27,
    endsAtMs: 1_000_000,
    phase: 'capturing' as const,
    checkId: 'c-1',
  };

  test('says what is checked, for whom, how far it is and how to stop it', () => {
    const shown = texts(rootProgress({ ...progress, nowMs: 820_000 }).blocks).join('\n');
    expect(shown).toContain('Checking *payments* · 3 replicas · 5m · asked by <@U1>');
    expect(shown).toContain('12 of 27 captures done · about 3 minutes left');
    expect(shown).toContain('`/leakcheck cancel c-1`');
  });

  test.each([
    ['waiting', 'Waiting for a free worker'],
    ['analysing', '12 of 27 captures done · analysing'],
    ['reporting', '12 of 27 captures done · writing the report'],
  ] as const)('in phase %s says "%s"', (phase, words) => {
    expect(rootProgress({ ...progress, phase }).text).toContain(words);
  });

  test('without captures planned shows an empty bar', () => {
    expect(texts(rootProgress({ ...progress, captured: 0, planned: 0 }).blocks)[0]).toContain(
      '░░░░░░░░░░░░ 0 of 0',
    );
  });

  test('becomes the verdict in one line', () => {
    expect(texts(rootVerdict(leakReport, 'U1').blocks)[0]).toBe(
      '*payments*: *leak* · confidence over 99 % · +15.4 MiB/min, +430 goroutines/min · 3 replicas · 5m · asked by <@U1>',
    );
    expect(rootVerdict(inconclusiveReport, 'U1').text).not.toContain('confidence');
  });

  test('says who cancelled, or what failed and what to do', () => {
    expect(rootCancelled('U2', { service: 'payments' }).text).toContain('payments: check cancelled by <@U2>');
    expect(rootCancelled('U2').text).toContain('This check cancelled by <@U2>');
    const failed = rootFailed('Redis is down.', 'Start it with `redis-server`.');
    expect(failed.text).toContain('failed: Redis is down.');
    expect(failed.text).toContain('Next step: Start it with `redis-server`.');
  });
});

describe('the verdict message', () => {
  test('mentions who asked, so that an answer is noticed', () => {
    for (const report of Object.values(fixtureReports)) {
      expect(verdictMessage(report, 'U1').text).toMatch(/^<@U1> /);
      expect(texts(verdictMessage(report, 'U1').blocks)[0]).toMatch(/^<@U1> /);
    }
  });

  test.each([
    [leakReport, 'reaches its 512 MiB in about 26 minutes'],
    [leakReport, '95 % interval +14.6 to +16.2'],
    [leakReport, '2 of 3 replicas grow (payments-1, payments-3)'],
    [suspectReport, 'A window of 12m should settle'],
    [
      healthyReport,
      'Smallest growth this 5m window could have shown in one replica: 410 KiB/min or 2.0 goroutines/min',
    ],
    [healthyReport, 'no clear growth, +51 KiB/min'],
  ])('of %# says "%s"', (report, words) => {
    expect(texts(verdictMessage(report, 'U1').blocks).join('\n')).toContain(words);
  });

  test('offers re-run, a longer window with its length, and escalation', () => {
    expect(buttons(verdictMessage(suspectReport, 'U1').blocks)).toEqual([
      ['leakcheck.rerun', 'Re-run', '{"check":"c-2b81xq"}'],
      ['leakcheck.rerun_longer', 'Re-run for 12m', '{"check":"c-2b81xq"}'],
      ['leakcheck.escalate', 'Escalate', '{"check":"c-2b81xq"}'],
    ]);
  });

  test('offers no button for a comparison of files, which has no check', () => {
    const { check: _, ...compared } = leakReport;
    expect(buttons(verdictMessage(compared, 'U1').blocks)).toEqual([]);
  });

  test('offers no longer window than a day', () => {
    const day = {
      ...suspectReport,
      window: { ...suspectReport.window, ms: 86_400_000 },
      proposedWindowMs: 90_000_000,
    };
    expect(buttons(verdictMessage(day, 'U1').blocks).map(([id]) => id)).not.toContain(
      'leakcheck.rerun_longer',
    );
  });
});

describe('a pressed button', () => {
  const { blocks } = verdictMessage(leakReport, 'U1');

  test('gives way to who pressed it and when, and the others stay', () => {
    const after = pressedButtons(blocks, 'leakcheck.rerun', 'U2', 1_772_420_640_000);
    expect(buttons(after).map(([id]) => id)).toEqual(['leakcheck.rerun_longer', 'leakcheck.escalate']);
    expect(texts(after)).toContainEqual(expect.stringMatching(/^Re-run by <@U2> at <!date\^1772420640\^/));
  });

  test('that is the last one leaves no empty block', () => {
    const ids = ['leakcheck.rerun', 'leakcheck.rerun_longer', 'leakcheck.escalate'];
    const after = ids.reduce((left, id) => pressedButtons(left, id, 'U2', 0), blocks);
    expect(after.map((block) => block.type)).not.toContain('actions');
    expect(texts(after).join('\n')).toMatch(/Re-run by .*\n.*Re-run for 15m by .*\nEscalated by /);
  });

  test('pressed twice changes nothing more', () => {
    const once = pressedButtons(blocks, 'leakcheck.escalate', 'U2', 0);
    expect(pressedButtons(once, 'leakcheck.escalate', 'U3', 1)).toEqual(once);
  });
});

describe('the findings', () => {
  test('name culprit, place, growth, evidence and fix, with own code marked', () => {
    const shown = findingMessages(leakReport)
      .flatMap(({ blocks }) => texts(blocks))
      .join('\n');
    for (const words of [
      '*1. Goroutines blocked sending* · leak, confidence 98 %',
      '`settle.(*Fanout).settle.func1` at `internal/settle/fanout.go:42`, your code',
      '+430 goroutines/min (95 % interval +421 to +440)',
      '→ *`quote.(*Cache).Put`* `internal/quote/cache.go:77`',
      '• The map behind it grew',
      '*Fix: Bound the number of entries*',
      'section 2.3 (accumulation of cache or global variables)',
    ]) {
      expect(shown).toContain(words);
    }
  });

  test('show frames that are not own code in small grey text only', () => {
    const blocks = findingMessages(leakReport).flatMap((message) => message.blocks);
    const inSections = texts(blocks.filter((block) => block.type === 'section')).join('\n');
    const inContexts = texts(blocks.filter((block) => block.type === 'context')).join('\n');
    expect(inSections).not.toContain('`runtime.gopark`');
    expect(inContexts).toContain('`runtime.gopark` runtime/proc.go:461');
  });

  test('beyond the first few are counted, not dropped', () => {
    const shown = findingMessages(manyFindingsReport(40))
      .flatMap(({ blocks }) => texts(blocks))
      .join('\n');
    expect(shown).toContain('*5. ');
    expect(shown).toContain('\n15. ');
    expect(shown).toContain('… and 25 more in report.json');
  });

  test('of a healthy report are no message', () => expect(findingMessages(healthyReport)).toEqual([]));
});

describe('the last message', () => {
  test('gives the exact command with the attached names', () => {
    expect(texts(caveatsMessage(leakReport, attached).blocks).join('\n')).toContain(
      'go tool pprof -diff_base payments-1-base.heap.pb.gz payments-1-head.heap.pb.gz',
    );
  });

  test('quotes names that a shell would split', () => {
    const pairs = [{ target: 'x', base: "a b'c.pb.gz", head: '-rf.pb.gz' }];
    expect(texts(caveatsMessage(leakReport, { kind: 'attached', pairs }).blocks).join('\n')).toContain(
      "-diff_base 'a b'\\''c.pb.gz' ./-rf.pb.gz",
    );
  });

  test('says why profiles are not attached', () => {
    const note = { kind: 'not-attached', reason: 'the services file says so.' } as const;
    expect(texts(caveatsMessage(healthyReport, note).blocks)[0]).toContain(
      'not attached:* the services file says so.',
    );
  });

  test('says a failure of every capture once, with the next step', () => {
    const shown = texts(caveatsMessage(inconclusiveReport, attached).blocks).join('\n');
    expect(shown.match(/refused the connection/g)).toHaveLength(1);
    expect(shown).toContain('payments-1 (5 captures)');
    expect(shown).toContain('*Next step:* Check that the process listens');
  });

  test('names each replica that answered and yet could not be judged, and why', () => {
    const [first, ...others] = leakReport.replicas;
    if (first === undefined) throw new Error('no replica');
    const restarted = { ...first, verdict: 'inconclusive', reason: 'It <restarted>.' } as const;
    const report: Report = { ...leakReport, replicas: [restarted, ...others] };
    const shown = texts(caveatsMessage(report, attached).blocks).join('\n');
    expect(shown).toContain(`could not be judged*\n• ${first.target}: It &lt;restarted&gt;.`);
    expect(texts(caveatsMessage(leakReport, attached).blocks).join('\n')).not.toContain(
      'could not be judged',
    );
  });

  test('says what the check cost', () => {
    expect(texts(caveatsMessage(leakReport, attached).blocks).join('\n')).toContain(
      '27 forced garbage collections over 3 replicas, 111 requests, 1.2 MiB served. All collections from the first capture to the last',
    );
  });
});

function messagesOf(report: Report): ThreadMessage[] {
  const progress = {
    service: report.service,
    replicas: report.replicas.length,
    windowMs: report.window.ms,
    requestedBy: 'U1',
    captured: 3,
    planned: 9,
    endsAtMs: 1_000_000,
    phase: 'capturing' as const,
    checkId: report.check ?? 'c-0',
  };
  return [
    rootProgress(progress),
    rootVerdict(report, 'U1'),
    rootFailed(report.reason, report.reason, { service: report.service }),
    verdictMessage(report, 'U1'),
    ...findingMessages(report),
    caveatsMessage(report, attached),
  ];
}

function texts(blocks: readonly KnownBlock[]): string[] {
  return blocks.flatMap((block) => {
    if (block.type === 'section') return block.text?.text ?? [];
    if (block.type === 'context')
      return block.elements.flatMap((element) => ('text' in element ? element.text : []));
    return [];
  });
}

function buttons(blocks: readonly KnownBlock[]): (string | undefined)[][] {
  return blocks
    .flatMap((block) => (block.type === 'actions' ? block.elements : []))
    .flatMap((element) =>
      element.type === 'button' ? [[element.action_id, element.text.text, element.value]] : [],
    );
}
