import { expect, it } from 'vitest';
import { closestName } from '../../src/check/closest-name.ts';

const services = ['payments', 'orders', 'catalog', 'checkout-api', 'checkout-web', 'api'];

it.each([
  ['payment', 'payments'],
  ['paymnets', 'payments'],
  ['PAYMENTS', 'payments'],
  ['payements', 'payments'],
  ['oders', 'orders'],
  ['catalogue', 'catalog'],
  ['checkout-apo', 'checkout-api'],
  ['apj', 'api'],
  ['pay', 'payments'],
  ['checkout', 'checkout-api'],
  [' orders ', 'orders'],
])('suggests for %j the service %s', (name, meant) => {
  expect(closestName(name, services)).toBe(meant);
});

it.each(['', '   ', 'billing', 'zz', 'inventory-service'])('suggests nothing for %j', (name) => {
  expect(closestName(name, services)).toBeUndefined();
});

it('prefers the nearer of two candidates', () => {
  expect(closestName('order', ['border', 'orders-2', 'orders'])).toBe('border');
  expect(closestName('orderz', ['orders-2', 'orders'])).toBe('orders');
});

it('suggests nothing when there is nothing, or for a text longer than any name', () => {
  expect(closestName('payments'.repeat(1000), services)).toBeUndefined();
  expect(closestName('payments', [])).toBeUndefined();
});
