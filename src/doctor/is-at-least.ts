/** Whether a dotted version (`20.19.2`, `7.2.4-rc1`) is at least another; parts that are missing count as 0. */
export function isAtLeast(version: string, least: string): boolean {
  const have = partsOf(version);
  for (const [index, wanted] of partsOf(least).entries()) {
    const part = have[index] ?? 0;
    if (part !== wanted) return part > wanted;
  }
  return true;
}

function partsOf(version: string): readonly number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0);
}
