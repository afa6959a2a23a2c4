// A vitest reporter that writes what scripts/test.mjs closes with to the file named by LEAKCHECK_TEST_SUMMARY.
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { root } from './setup.mjs';

/**
 * @typedef {{ name: string, file: string, note: string | undefined }} SkippedTest
 * @typedef {{ passed: number, failed: number, skipped: SkippedTest[] }} Summary
 */

export default class SummaryReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const file = process.env.LEAKCHECK_TEST_SUMMARY;
    if (file !== undefined) writeFileSync(file, JSON.stringify(summarize(modules, unhandledErrors)));
  }
}

/**
 * What failed outside of any test (a file that does not load, a hook, an unhandled rejection) counts as one failure each, and a
 * test that never finished as one.
 * @returns {Summary}
 */
export function summarize(modules, unhandledErrors) {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const inState = (state) => tests.filter((test) => test.result().state === state);
  const broken = modules.flatMap((module) => [module, ...module.children.allSuites()]);
  const brokenCount = broken.reduce((count, each) => count + each.errors().length, 0);
  return {
    passed: inState('passed').length,
    failed: inState('failed').length + inState('pending').length + brokenCount + unhandledErrors.length,
    skipped: inState('skipped').map(skippedTest),
  };
}

function skippedTest(test) {
  const result = test.result();
  return {
    name: test.fullName,
    file: relative(root, test.module.moduleId),
    note: result.note ?? brokenAbove(test),
  };
}

/** A test also counts as skipped when a hook of a suite around it failed. */
function brokenAbove(test) {
  for (let at = test.parent; at !== undefined; at = at.parent) {
    if (at.errors().length > 0) return 'the set-up around it failed';
  }
  return undefined;
}
