/** What is found by its stack is found at this level, after allowing for how many were tested. */
export const significance = 0.05;
