/** What the app asks for, as in manifest.yml: no more than it takes to check a service and to report. */
export const leastScopes = ['commands', 'chat:write', 'files:write', 'app_mentions:read'] as const;
