import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWorkspace, type Workspace } from '../../../lab/slack/workspace.ts';

describe('a switch beside the workspace', () => {
  const turned: boolean[] = [];
  let finish: () => void = () => undefined;
  let fails = false;
  let workspace: Workspace;

  beforeEach(async () => {
    turned.length = 0;
    fails = false;
    workspace = await startWorkspace({
      switches: [
        {
          name: 'payments',
          off: { state: 'leaks', button: 'Deploy the fix' },
          on: { state: 'fixed', button: 'Deploy the leak again' },
          set: (isOn) =>
            new Promise((resolve, reject) => {
              turned.push(isOn);
              finish = fails ? () => reject(new Error('no deploy')) : resolve;
            }),
        },
      ],
    });
  });
  afterEach(() => workspace.close());

  async function shown(): Promise<unknown> {
    const state = await (await fetch(`${workspace.url}/lab/state`)).json();
    return (state as { switches: unknown }).switches;
  }

  async function act(body: object): Promise<Response> {
    return fetch(`${workspace.url}/lab/switch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  it('says what is so, is busy while it is turned, and can be turned back', async () => {
    expect(await shown()).toMatchObject([{ state: 'leaks', button: 'Deploy the fix', isOn: false }]);
    const turning = act({ name: 'payments', isOn: true });
    await expect.poll(shown).toMatchObject([{ isBusy: true, isOn: false }]);
    expect((await act({ name: 'payments', isOn: true })).status).toBe(400);
    finish();
    expect((await turning).status).toBe(200);
    expect(await shown()).toMatchObject([{ state: 'fixed', button: 'Deploy the leak again', isBusy: false }]);
    const back = workspace.setSwitch('payments', false);
    finish();
    await back;
    expect(turned).toEqual([true, false]);
  });

  it('stays as it is when it cannot be turned, and says why', async () => {
    fails = true;
    const turning = act({ name: 'payments', isOn: true });
    await expect.poll(() => turned).toEqual([true]);
    finish();
    const answer = await turning;
    expect([answer.status, await answer.json()]).toEqual([400, { error: 'no deploy' }]);
    expect(await shown()).toMatchObject([{ state: 'leaks', isBusy: false }]);
  });

  it('is turned once: what is so already is done', async () => {
    await workspace.setSwitch('payments', false);
    expect(turned).toEqual([]);
    await expect(workspace.setSwitch('orders', true)).rejects.toThrow('no switch is named "orders"');
  });
});
