import { describe, expect, it } from 'vitest';
import { pilesUp } from '../../bench/goroutine-counts.ts';
import { runKernel } from '../../bench/kernels.ts';
import { buildKernels, type Kernel, KernelsMissingError, listKernels } from '../../lab/go-kernels.ts';
import { GoMissingError } from '../../lab/go-services.ts';

const kernels = await listKernels().catch((error: unknown): readonly Kernel[] => {
  if (error instanceof GoMissingError || error instanceof KernelsMissingError) return [];
  throw error;
});

/** Some packages of Go leave out the programs of its tests. */
describe.skipIf(kernels.length === 0)("the toolchain's leak kernels (need Go 1.26 with its tests)", () => {
  it('are told by name, file and directory', () => {
    expect(kernels).toContainEqual({
      name: 'DoubleSend',
      file: 'commonpatterns.go',
      directory: expect.stringMatching(/testgoroutineleakprofile$/),
    });
    expect(kernels.filter(({ directory }) => directory.endsWith('goker')).length).toBeGreaterThan(40);
  });

  it('run again and again in a process of their own, where the check finds them', async () => {
    const kernel = kernels.find(({ name }) => name === 'DoubleSend');
    if (kernel === undefined) throw new Error('the toolchain has no DoubleSend any more');
    const program = await buildKernels(kernel.directory, false);
    const run = await runKernel(kernel, program, 4_000);
    expect(run.report.findings[0]).toMatchObject({
      kind: 'goroutine',
      pattern: 'goroutine-blocked-send',
      culprit: { function: 'main.doubleSend' },
    });
    expect(run.groups.join('\n'), run.report.reason).toMatch(/^send main\.doubleSend: /m);
    expect(pilesUp(run.counts), run.counts.join(' ')).toBe(true);
    expect(run.left).toBeGreaterThan(20);
  });
});
