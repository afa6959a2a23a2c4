/**
 * Moves labels apart so that none covers another: each stays as near to the place it wants as the room allows.
 * Answers the places in the order of the wishes.
 */
export function labelPlaces(
  wished: readonly number[],
  room: { readonly top: number; readonly bottom: number; readonly height: number },
): number[] {
  const order = wished.map((_, index) => index).toSorted((a, b) => (wished[a] ?? 0) - (wished[b] ?? 0));
  const step = Math.min(room.height, (room.bottom - room.top) / Math.max(1, order.length - 1));
  const places = order.map((index) => Math.min(Math.max(wished[index] ?? 0, room.top), room.bottom));
  for (let at = 1; at < places.length; at++) {
    places[at] = Math.max(places[at] ?? 0, (places[at - 1] ?? 0) + step);
  }
  let below = room.bottom;
  for (let at = places.length - 1; at >= 0; at--) {
    places[at] = Math.min(places[at] ?? 0, below);
    below = (places[at] ?? 0) - step;
  }
  const result = new Array<number>(wished.length).fill(0);
  order.forEach((index, at) => {
    result[index] = places[at] ?? 0;
  });
  return result;
}
