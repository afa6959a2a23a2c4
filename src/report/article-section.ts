/** The article that the catalogue's fixes come from. */
export const articleTitle =
  'Detailed explanation of the causes, detection and repair process of Golang memory leak';

/** `section 3.1 (goroutine leak)`, `sections 2.2 (goroutine leak) and 3.1 (…)`: a fix's reference in words. */
export function articleSection(section: string): string {
  const named = section
    .split(/\s*,\s*/)
    .filter((id) => id !== '')
    .map((id) => (sectionTitles[id] === undefined ? id : `${id} (${sectionTitles[id]})`));
  return `section${named.length > 1 ? 's' : ''} ${named.join(' and ')}`;
}

const sectionTitles: Readonly<Record<string, string>> = {
  '2.1': 'heap memory leak',
  '2.2': 'goroutine leak',
  '2.3': 'accumulation of cache or global variables',
  '2.4': 'closures and circular references',
  '3.1': 'goroutine leak, repaired',
  '3.2': 'memory leak caused by closures',
  '3.3': 'memory leak in data structures',
  '4.1': 'use pprof to detect memory leaks',
  '5.1': 'reasonable code design',
  '5.2': 'manage the life cycle of goroutines',
  '5.3': 'regular review and testing',
};
