import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * A Slack that takes everything and keeps nothing: where the pace of the workers is measured, a workspace must not be what is
 * waited for. `base` gives the address that it is reached at, for uploads.
 */
export function quietSlack(base: () => string): (request: IncomingMessage, response: ServerResponse) => void {
  let posted = 0;
  return (request, response) => {
    request.resume();
    request.once('end', () => {
      posted += 1;
      const answer = {
        ok: true,
        ts: `1700000000.${String(posted).padStart(6, '0')}`,
        messages: [],
        file_id: `F${posted}`,
        upload_url: `${base()}upload`,
      };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  };
}
