import { expect, test } from 'vitest';
import { ProfileError } from '../../src/profile/profile-error.ts';
import { valueIndex } from '../../src/profile/value-index.ts';
import { heapProfile } from './sample-profile.ts';

test('finds the column of a sample type', () => {
  expect(valueIndex(heapProfile([]), 'inuse_space')).toBe(3);
});

test('lists the sample types there are when one is missing', () => {
  const ask = () => valueIndex(heapProfile([]), 'goroutine');
  expect(ask).toThrow(ProfileError);
  expect(ask).toThrow(
    'the profile has no goroutine, it has alloc_objects, alloc_space, inuse_objects, inuse_space',
  );
});

test('shows nothing of a hostile name but plain characters, and few names', () => {
  const sampleTypes = Array.from({ length: 20 }, () => ({
    type: `<!channel>\n${'x'.repeat(99)}`,
    unit: 'count',
  }));
  const message = failure(() => valueIndex({ sampleTypes }, 'inuse_space'));
  expect(message).not.toMatch(/[<>!\n]/);
  expect(message.length).toBeLessThan(450);
});

function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return String(error);
  }
  throw new Error('nothing was thrown');
}
