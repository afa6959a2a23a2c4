/**
 * Whether what follows a name and a hyphen makes it a pod of that name: a deployment's hash and suffix (`7f9c6d5b8-x2x4q`), a
 * stateful set's number (`0`), and where a label says that it is a pod, a hash alone. `worker` and `v2` name something else.
 */
export function isPodOf(rest: string, where: 'labelled' | 'bare'): boolean {
  if (/^\d{1,3}$/.test(rest)) return true;
  const [hash = '', suffix, ...more] = rest.split('-');
  if (more.length > 0 || !isHash(hash)) return false;
  return suffix === undefined ? where === 'labelled' : /^[a-z0-9]{5}$/.test(suffix);
}

/** Kubernetes' hashes are random letters and digits: without a digit it is a word. */
function isHash(text: string): boolean {
  return /^[a-z0-9]{4,10}$/.test(text) && /\d/.test(text);
}
