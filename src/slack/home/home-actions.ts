/** What the buttons of Home are called. */
export const homeActions = {
  /** Of one service, which is its value. */
  check: 'leakcheck.home_check',
  checkAny: 'leakcheck.home_check_any',
  incidents: 'leakcheck.home_incidents',
  help: 'leakcheck.home_help',
  refresh: 'leakcheck.home_refresh',
  /** Their value is the page that they lead to, counted from 0. */
  previous: 'leakcheck.home_previous',
  next: 'leakcheck.home_next',
} as const;
