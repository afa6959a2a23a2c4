import { describe, expect, it } from 'vitest';
import { examineNode } from '../../src/doctor/examine-node.ts';

describe('the Node that runs leakcheck', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0-nightly'])('%s is new enough', (version) => {
    expect(examineNode(version)).toEqual({ name: 'Node', state: 'ok', says: version });
  });

  it.each(['20.18.9', '18.20.0', '9.99.99', 'unknown'])('%s is too old', (version) => {
    expect(examineNode(version)).toMatchObject({
      state: 'fail',
      says: `${version} is older than 20.19`,
      nextStep: expect.stringContaining('20.19'),
    });
  });
});
