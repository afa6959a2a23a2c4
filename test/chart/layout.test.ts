import { describe, expect, test } from 'vitest';
import { axisRange, timeTicks } from '../../src/chart/axis-range.ts';
import { lineStyle } from '../../src/chart/ink.ts';
import { labelPlaces } from '../../src/chart/label-places.ts';

describe('a value axis', () => {
  test.each([
    ['starts at zero for growth that zero does not hide', [41, 83], { min: 0 }],
    ['starts higher where zero would press the lines flat', [1_015, 1_018], { min: 900 }],
    ['of zeros has a height', [0, 0], { min: 0, max: 1 }],
    ['of nothing has a height', [], { min: 0, max: 1 }],
    ['of what is not finite has a height', [Number.NaN, Number.POSITIVE_INFINITY], { min: 0, max: 1 }],
  ])('%s', (_, values, range) => expect(axisRange(values)).toMatchObject(range));

  test.each([[[41, 83]], [[1_015, 1_018]], [[1e15, 9e15]], [[0.01]]])('holds all of %j', (values) => {
    const { min, max } = axisRange(values);
    expect(min).toBeLessThanOrEqual(Math.min(...values));
    expect(max).toBeGreaterThan(Math.max(...values));
  });
});

test.each([
  [5, [0, 1, 2, 3, 4, 5]],
  [20, [0, 5, 10, 15, 20]],
  [7.5, [0, 2, 4, 6, 7.5]],
  [60, [0, 20, 40, 60]],
])('time ticks up to %d are round and end at the end', (end, ticks) => expect(timeTicks(end)).toEqual(ticks));

describe('labels', () => {
  const room = { top: 0, bottom: 300, height: 30 };

  test.each([[[10, 12, 14]], [[299, 299, 299]], [[0, 0, 300]], [[150]]])(
    'wished at %j never cover each other',
    (wished) => {
      const places = labelPlaces(wished, room).toSorted((a, b) => a - b);
      for (const [index, place] of places.entries()) {
        expect(place).toBeGreaterThanOrEqual(0);
        expect(place).toBeLessThanOrEqual(300);
        if (index > 0) expect(place - (places[index - 1] ?? 0)).toBeGreaterThanOrEqual(30);
      }
    },
  );

  test('that have room stay where they are', () => expect(labelPlaces([200, 50], room)).toEqual([200, 50]));

  test('too many for the room share it evenly', () => {
    const places = labelPlaces(new Array<number>(21).fill(150), room).toSorted((a, b) => a - b);
    expect(places[0]).toBeCloseTo(0);
    expect(places.at(-1)).toBeCloseTo(300);
  });
});

test('no two of twelve lines look alike, even without colour', () => {
  const looks = Array.from({ length: 12 }, (_, index) => lineStyle(index));
  expect(new Set(looks.map(({ marker, dash }) => `${marker} ${dash}`)).size).toBe(12);
  expect(new Set(looks.map(({ marker, colour }) => `${marker} ${colour}`)).size).toBe(12);
});
