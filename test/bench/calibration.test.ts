import { describe, expect, test } from 'vitest';
import { calibration } from '../../bench/calibration.ts';
import { finding, foundHealthy, foundLeak } from './judgements.ts';

describe('calibration', () => {
  test('puts each confidence into one bin, its lower bound included', () => {
    const lines = calibration(
      [1, 0.99, 0.97, 0.95, 0.94, 0.9, 0.1].map((confidence) =>
        foundLeak({ findings: [finding({ confidence })] }),
      ),
    );
    expect(lines.slice(1, 7)).toEqual([
      '  from 99 %   2 of 2, 100.0 %',
      '  from 95 %   2 of 2, 100.0 %',
      '  from 90 %   2 of 2, 100.0 %',
      '  from 80 %   0 of 0, –',
      '  from 50 %   0 of 0, –',
      '  from 0 %    1 of 1, 100.0 %',
    ]);
  });

  test('says the share right of what was stated at 95 % and more, with its interval, services and culprits', () => {
    const right = foundLeak({ findings: [finding({ confidence: 0.97 })] });
    const wrongCulprit = foundLeak({
      service: 'photos',
      findings: [finding({ confidence: 0.99, culpritRight: false })],
    });
    const wrong = foundHealthy({
      said: 'leak',
      falseAlarm: true,
      findings: [finding({ confidence: 0.95, right: false, culpritRight: false })],
    });
    const lower = foundLeak({ findings: [finding({ confidence: 0.9, right: false, culpritRight: false })] });
    expect(calibration([right, wrongCulprit, wrong, lower])).toContain(
      '  stated ≥ 95 %: 2 of 3, 66.7 % (95 % interval 20.8 % to 93.9 %) right, of 3 services; its culprit 1 of 3, 33.3 %',
    );
  });

  test('leaves findings out that were only suspect', () => {
    const lines = calibration([foundLeak({ findings: [finding({ verdict: 'suspect', confidence: 0.97 })] })]);
    expect(lines.find((line) => line.includes('stated ≥ 95 %'))).toContain('0 of 0');
  });

  test('holds healthy verdicts against what the service was', () => {
    const missed = foundLeak({ said: 'healthy', confidence: 0.95, recalled: false, findings: [] });
    const halfJudged = foundHealthy({ service: 'lobbies', confidence: 0.55 });
    const lines = calibration([foundHealthy(), foundHealthy(), missed, halfJudged]);
    expect(lines.slice(lines.indexOf(''))).toEqual([
      '',
      'healthy verdicts: stated confidence, and how often the service was healthy',
      '  from 95 %   2 of 3, 66.7 %',
      '  from 50 %   1 of 1, 100.0 %',
      '  stated 85.0 % on average: 3 of 4, 75.0 % (95 % interval 30.1 % to 95.4 %) right, of 3 services',
    ]);
  });

  test('says so where no service was called healthy', () => {
    expect(calibration([foundLeak()]).at(-1)).toBe('  none was given');
  });
});
