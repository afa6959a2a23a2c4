import type { Poster } from '../check/poster.ts';
import { createSlackPoster } from './slack-poster.ts';
import type { WorkspaceClients } from './workspace-clients.ts';

/** Posts as the bot of a workspace, whatever its token is at that moment. Throws PostErrors, and what the store of installations throws. */
export function createWorkspacePoster(clients: WorkspaceClients, team: string | undefined): Poster {
  const as = <T>(work: (poster: Poster) => Promise<T>) =>
    clients.call(team, (client) => work(createSlackPoster({ client })));
  return {
    post: (post) => as((poster) => poster.post(post)),
    find: (search) => as((poster) => poster.find(search)),
    update: (edit) => as((poster) => poster.update(edit)),
    delete: (message) => as((poster) => poster.delete(message)),
    postEphemeral: (post) => as((poster) => poster.postEphemeral(post)),
    upload: (files) => as((poster) => poster.upload(files)),
    share: (share) => as((poster) => poster.share(share)),
    permalink: (message) => as((poster) => poster.permalink(message)),
  };
}
