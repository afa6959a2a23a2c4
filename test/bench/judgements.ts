import type { JudgedFinding, Judgement } from '../../lab/judge-answer.ts';

/** A leak that was found, called by its name. */
export function foundLeak(change: Partial<Judgement> = {}): Judgement {
  return {
    service: 'fares',
    group: 'own',
    expected: 'leak',
    said: 'leak',
    confidence: 0.9,
    recalled: true,
    kind: true,
    culprit: true,
    pattern: true,
    first: 'goroutine goroutine-blocked-send fares.(*App).firstFare',
    findings: [finding()],
    ...change,
  };
}

/** A healthy service that was called healthy. */
export function foundHealthy(change: Partial<Judgement> = {}): Judgement {
  return {
    service: 'tokens',
    group: 'healthy',
    expected: 'healthy',
    said: 'healthy',
    confidence: 0.95,
    falseAlarm: false,
    first: 'nothing grows',
    findings: [],
    ...change,
  };
}

export function finding(change: Partial<JudgedFinding> = {}): JudgedFinding {
  return {
    verdict: 'leak',
    kind: 'goroutine',
    pattern: 'goroutine-blocked-send',
    culprit: 'fares.(*App).firstFare',
    confidence: 0.9,
    right: true,
    culpritRight: true,
    ...change,
  };
}
