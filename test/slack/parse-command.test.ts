import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../src/slack/commands/parse-command.ts';

const services = ['payments', 'orders', 'catalog', 'status-page'];

describe('parseCommand', () => {
  it.each([
    ['', { kind: 'help' }],
    ['   ', { kind: 'help' }],
    ['help', { kind: 'help' }],
    ['?', { kind: 'help' }],
    ['HELP me', { kind: 'help' }],
    ['list', { kind: 'list' }],
    ['services', { kind: 'list' }],
    ['status', { kind: 'status' }],
    ['cancel abc23456', { kind: 'cancel', id: 'abc23456' }],
    ['cancel `ABC23456`', { kind: 'cancel', id: 'abc23456' }],
    ['stop abc23456', { kind: 'cancel', id: 'abc23456' }],
    ['history', { kind: 'history', service: undefined }],
    ['audit', { kind: 'audit', service: undefined, count: 20 }],
    ['audit Payments 5', { kind: 'audit', service: 'payments', count: 5 }],
    ['audit 100 payments', { kind: 'audit', service: 'payments', count: 100 }],
    ['history payments', { kind: 'history', service: 'payments' }],
    ['incidents', { kind: 'incidents', service: undefined }],
    ['leaks Payments', { kind: 'incidents', service: 'payments' }],
    ['payments', { kind: 'check', service: 'payments', window: undefined }],
    ['payments 5m', { kind: 'check', service: 'payments', window: '5m' }],
    ['  payments \t  5m ', { kind: 'check', service: 'payments', window: '5m' }],
    ['payments\u00a05m', { kind: 'check', service: 'payments', window: '5m' }],
    ['"payments" “5m”', { kind: 'check', service: 'payments', window: '5m' }],
    ['Payments 5M', { kind: 'check', service: 'payments', window: '5M' }],
    ['payments, 5m', { kind: 'check', service: 'payments', window: '5m' }],
    ['payments for 5m', { kind: 'check', service: 'payments', window: '5m' }],
    ['payments 1h 30m', { kind: 'check', service: 'payments', window: '1h 30m' }],
    ['check payments 5m', { kind: 'check', service: 'payments', window: '5m' }],
    ['check status-page', { kind: 'check', service: 'status-page', window: undefined }],
    ['paymnets 5m', { kind: 'check', service: 'paymnets', window: '5m' }],
    ['<!channel> 5m', { kind: 'check', service: '!channel', window: '5m' }],
  ])('reads %j', (text, command) => {
    expect(parseCommand(text, services)).toEqual(command);
  });

  it.each([
    ['cancel', 'needs the id'],
    ['cancel abc23456 bcd23456', 'one id at a time'],
    ['cancel 5m', 'not the id of a check'],
    ['check', 'needs the name of a service'],
    ['histroy payments', 'neither a service nor a command'],
    ['lst', 'neither a service nor a command'],
  ])('explains what is wrong with %j', (text, words) => {
    expect(parseCommand(text, services)).toMatchObject({
      kind: 'problem',
      text: expect.stringContaining(words),
    });
  });

  it('corrects a mistyped command with everything that followed it', () => {
    expect(parseCommand('histroy payments', services)).toMatchObject({
      nextStep: 'did you mean `/leakcheck history payments`?',
    });
  });

  it('does not take long over a text that somebody made to be slow', () => {
    const started = performance.now();
    parseCommand(`${'"'.repeat(100_000)} ${'a '.repeat(100_000)}`, services);
    expect(performance.now() - started).toBeLessThan(200);
  });
});
