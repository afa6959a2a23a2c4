import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { examineServicesFile } from '../../src/doctor/examine-services-file.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'leakcheck-doctor-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the services file', () => {
  it('is counted, and its services are handed on', async () => {
    const file = write('services:\n  payments:\n    targets: [http://10.0.0.1:6060, http://10.0.0.2:6060]\n');
    const { examinations, file: read } = await examineServicesFile({ file, isNeeded: true }, {});
    expect(examinations).toEqual([
      { name: 'Services file', state: 'ok', says: 'leakcheck.yaml names 1 service with 2 targets' },
    ]);
    expect(read?.services.map(({ name }) => name)).toEqual(['payments']);
  });

  it('has every problem told, each with its place and a next step', async () => {
    const file = write(
      'services:\n  payments:\n    targets: [ftp://10.0.0.1]\n    defaultWindow: 5 days\n    colour: red\n',
    );
    const { examinations, file: read } = await examineServicesFile({ file, isNeeded: true }, {});
    expect(read).toBeUndefined();
    expect(examinations.map(({ says }) => says)).toEqual([
      expect.stringMatching(/^leakcheck\.yaml line 3: services\.payments\.targets\[0\]/),
      expect.stringMatching(/^leakcheck\.yaml line 4: services\.payments\.defaultWindow/),
      expect.stringMatching(/^leakcheck\.yaml line 5: services\.payments\.colour/),
    ]);
    expect(examinations.every(({ state, nextStep }) => state === 'fail' && nextStep !== undefined)).toBe(
      true,
    );
  });

  it.each([
    ['a problem where it was named or a bot runs', true, 'fail'],
    ['no problem for the command line', false, 'skipped'],
  ] as const)('that is missing is %s', async (_title, isNeeded, state) => {
    const file = path.join(folder, 'absent.yaml');
    const { examinations } = await examineServicesFile({ file, isNeeded }, {});
    expect(examinations).toMatchObject([{ state, says: expect.stringContaining(file) }]);
  });

  it('that is there but cannot be read is a problem for everyone', async () => {
    const { examinations } = await examineServicesFile({ file: folder, isNeeded: false }, {});
    expect(examinations).toMatchObject([{ state: 'fail', says: expect.stringContaining('EISDIR') }]);
  });
});

function write(text: string): string {
  const file = path.join(folder, 'leakcheck.yaml');
  writeFileSync(file, text);
  return file;
}
