import { toast } from './dom.js';
import { state } from './state.js';

/** Does something as the current person. Resolves to the workspace's answer, or undefined after telling the failure. */
export async function act(path, body) {
  try {
    const response = await fetch(`/lab/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: state.me, ...body }),
    });
    const answer = await response.json();
    if (response.ok) return answer;
    toast(answer.error ?? `The workspace answered ${response.status}.`);
  } catch {
    toast('The workspace does not answer. Is it still running?');
  }
  return undefined;
}
