// Skipped tests: why each was skipped, and which of them CI lets pass.

/**
 * @typedef {{ name: string, file: string, note: string | undefined }} SkippedTest
 * @typedef {{ file: string, reason: string }} ExpectedSkip A file whose skipped tests CI lets pass.
 */

/**
 * A line per skipped test.
 * @param {readonly SkippedTest[]} skipped
 * @param {readonly ExpectedSkip[]} expected
 */
export function skipLines(skipped, expected) {
  return skipped.map((test) => `skipped  ${test.file} > ${test.name}: ${reasonOf(test, expected)}`);
}

/**
 * Those that make CI fail.
 * @param {readonly SkippedTest[]} skipped
 * @param {readonly ExpectedSkip[]} expected
 */
export function unexpectedSkips(skipped, expected) {
  return skipped.filter((test) => expectedSkip(test, expected) === undefined);
}

/** What the test itself said, what its title says in brackets, or why it is expected. */
function reasonOf(test, expected) {
  const inTitle = test.name.match(/\((?:skipped: |skipped )?([^()]*(?:without|need|missing)[^()]*)\)/)?.[1];
  return test.note ?? expectedSkip(test, expected)?.reason ?? inTitle ?? 'no reason given';
}

function expectedSkip(test, expected) {
  return expected.find(({ file }) => file === test.file);
}
