type Growing = Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** The array itself where it is long enough, else a copy of twice the length or more, filled up with 0. */
export function grownTo<Numbers extends Growing>(numbers: Numbers, length: number): Numbers {
  if (length <= numbers.length) return numbers;
  const larger = make(numbers, Math.max(2 * numbers.length, length));
  larger.set(numbers);
  return larger;
}

function make<Numbers extends Growing>(like: Numbers, length: number): Numbers;
function make(like: Growing, length: number): Growing {
  if (like instanceof Float64Array) return new Float64Array(length);
  return like instanceof Uint32Array ? new Uint32Array(length) : new Int32Array(length);
}
