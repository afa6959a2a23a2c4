const tsDate = (ts) => new Date(Number(ts) * 1000);

export function clock(ts) {
  return tsDate(ts).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}

export function full(ts) {
  return tsDate(ts).toLocaleString([], { dateStyle: 'full', timeStyle: 'medium' });
}

export function day(ts) {
  const date = tsDate(ts);
  const days = Math.round((startOfDay(new Date()) - startOfDay(date)) / 86_400_000);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return date.toLocaleDateString([], { weekday: 'long', month: 'long', day: 'numeric' });
}

export function ago(ts) {
  const seconds = Math.max(0, Date.now() / 1000 - Number(ts));
  if (seconds < 60) return 'just now';
  const [amount, unit] =
    seconds < 3600
      ? [seconds / 60, 'minute']
      : seconds < 86_400
        ? [seconds / 3600, 'hour']
        : [seconds / 86_400, 'day'];
  const whole = Math.floor(amount);
  return `${whole} ${unit}${whole === 1 ? '' : 's'} ago`;
}

/** Slack's date tokens, as in `<!date^1700000000^{date_short} at {time}|fallback>`. */
export function formatDate(seconds, format) {
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return undefined;
  const named = (options) => date.toLocaleDateString([], options);
  const tokens = {
    date_num: () => date.toISOString().slice(0, 10),
    date: () => named({ dateStyle: 'long' }),
    date_slash: () => named({ dateStyle: 'short' }),
    date_short: () => named({ month: 'short', day: 'numeric', year: 'numeric' }),
    date_long: () => named({ dateStyle: 'full' }),
    date_pretty: () => nearDay(date) ?? tokens.date(),
    date_short_pretty: () => nearDay(date) ?? tokens.date_short(),
    date_long_pretty: () => nearDay(date) ?? tokens.date_long(),
    time: () => clock(seconds),
    time_secs: () => date.toLocaleTimeString([]),
    ago: () => ago(seconds),
  };
  return format.replace(/\{(\w+)\}/g, (whole, token) => tokens[token]?.() ?? whole);
}

function nearDay(date) {
  const days = Math.round((startOfDay(new Date()) - startOfDay(date)) / 86_400_000);
  return { '-1': 'tomorrow', 0: 'today', 1: 'yesterday' }[days];
}

function startOfDay(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
