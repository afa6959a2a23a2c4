import { beforeAll, describe, expect, test } from 'vitest';
import { readCorpus } from '../lab/corpus.ts';
import { type Judgement, judgeAnswer } from '../lab/judge-answer.ts';
import { openRecordedCheck, recordedServices, recordingOf } from '../lab/recorded-corpus.ts';
import { diagnoseCheck } from '../src/check/diagnose-check.ts';

/** Captures of real programs over 20 s, recorded live by `npm run bench:accuracy -- --record`. */
describe('the diagnosis of the recorded corpus', () => {
  let judgements: Judgement[];

  beforeAll(async () => {
    const recorded = new Set(await recordedServices());
    const corpus = (await readCorpus()).filter((service) => recorded.has(recordingOf(service)));
    judgements = [];
    for (const service of corpus) {
      const { plan, store } = await openRecordedCheck(recordingOf(service));
      const report = await diagnoseCheck(store, plan, {
        modulePrefixes: [],
        libraries: [],
        memoryLimitBytes: undefined,
      });
      judgements.push(judgeAnswer(service, report));
    }
  }, 120_000);

  const wrong = (pick: (judgement: Judgement) => boolean | undefined) =>
    judgements
      .filter((judgement) => pick(judgement) === false)
      .map(({ service, said, first }) => `${service}: ${said}, ${first}`);
  const share = (pick: (judgement: Judgement) => boolean | undefined) => {
    const known = judgements.map(pick).filter((answer) => answer !== undefined);
    return known.filter(Boolean).length / known.length;
  };

  test('covers every group', () => {
    for (const group of ['own', 'library', 'healthy']) {
      expect(judgements.filter((judgement) => judgement.group === group).length).toBeGreaterThanOrEqual(12);
    }
  });

  test('calls no healthy service a leak', () => {
    expect(judgements.filter(({ falseAlarm }) => falseAlarm === true)).toEqual([]);
  });

  test('suspects what leaks outside the heap, where no profile looks', () => {
    const outside = judgements.filter(({ expected }) => expected === 'suspect');
    expect(outside.map(({ service, said }) => `${service}: ${said}`)).toEqual(['satellite: suspect']);
  });

  test.each([
    { what: 'calls leaks leaks', pick: ({ recalled }: Judgement) => recalled, least: 0.95 },
    { what: 'tells heap from goroutines', pick: ({ kind }: Judgement) => kind, least: 0.95 },
    { what: 'names the culprit', pick: ({ culprit }: Judgement) => culprit, least: 0.95 },
    { what: 'names the pattern', pick: ({ pattern }: Judgement) => pattern, least: 0.9 },
  ])('$what at least $least of the time', ({ pick, least }) => {
    expect(share(pick), wrong(pick).join('\n')).toBeGreaterThanOrEqual(least);
  });

  test('states 90 % only where it is right 9 times in 10', () => {
    const stated = judgements
      .flatMap((judgement) => judgement.findings)
      .filter(({ verdict, confidence }) => verdict === 'leak' && confidence >= 0.9);
    expect(stated.filter(({ right }) => right).length / stated.length).toBeGreaterThanOrEqual(0.9);
  });
});
