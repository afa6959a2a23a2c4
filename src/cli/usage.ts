/** What `leakcheck help` prints. */
export const usage = `leakcheck says whether a Go service leaks, how sure it is, which stack is to blame and how to fix it.

  leakcheck check <service|url> [window]   check a service of the services file, or a bare pprof url
      --config FILE                        services file (LEAKCHECK_CONFIG, ./leakcheck.yaml)
      --json | --markdown                  one JSON document, or Markdown, on stdout
      --save DIR                           keep the first and last heap profile of every replica
      --fail-on leak|suspect|never         what makes the exit code 1 (leak)
  leakcheck compare <base> <head>          what grew between two profile files
      --json | --markdown, --fail-on, --module PREFIX
      --top N [--type T]                   the N functions that changed most instead, counted as pprof does
      --config FILE, --service NAME        libraries and import paths that the services file knows
  leakcheck doctor                         is everything that leakcheck needs in place?
      --config FILE, --json
  leakcheck audit                          who did what in Slack, oldest first
      --service NAME, --last N (100), --json
  leakcheck serve [--role bot|worker]      the Slack bot and its workers; both in one process unless told
  leakcheck help

A window is 10s to 24h: 30s, 5m, 1h30m. Exit codes: 0 no leak, 1 leak, 2 could not check.
`;
