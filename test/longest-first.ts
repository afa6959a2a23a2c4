import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Waits for minutes to pass, four of them at least, while others compute. */
const longest = '/e2e/digests.test.ts';

/** Starts the file that takes longest by far first: at the end of a run it would go on alone. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLongest = ({ moduleId }: TestSpecification) => moduleId.endsWith(longest);
    return [...sorted.filter(isLongest), ...sorted.filter((file) => !isLongest(file))];
  }
}
