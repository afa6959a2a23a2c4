/** The id of a panel's value axis. */
export function panelAxis(panel: number): string {
  return `panel${panel}`;
}
