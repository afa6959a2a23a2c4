/** Forces a collection and reads the exact counters right after it. */
export const heapTextEndpoint = 'heap?gc=1&debug=1';
