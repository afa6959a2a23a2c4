/** leakcheck in one workspace, or in all workspaces of an Enterprise organisation at once. Holds a token: never to be logged. */
export type Installation = {
  /** Undefined for an organisation. */
  readonly team: Named | undefined;
  /** The organisation that it is installed in, or that its workspace belongs to. */
  readonly enterprise: Named | undefined;
  readonly botToken: string;
  readonly botId: string;
  readonly botUserId: string;
  readonly scopes: readonly string[];
  /** Slack user id. */
  readonly installedBy: string;
  readonly installedAtMs: number;
};

/** `id` is Slack's, `T…` or `E…`; `name` is what people call it, where Slack told it. */
type Named = { readonly id: string; readonly name?: string | undefined };

/** Where a request comes from, or an answer goes to. */
export type Place = {
  readonly team: string | undefined;
  /** Known in what Slack sends, not in what leakcheck has stored. */
  readonly enterprise?: string | undefined;
};

/** Where leakcheck is installed. Throws a StoreUnavailableError, and for what it cannot read an UnreadableInstallationError. */
export type Installations = {
  /** Takes the place of an earlier one of the same workspace or organisation. */
  put(installation: Installation): Promise<void>;
  /** The workspace's own, else its organisation's. Remembers which organisation a workspace belongs to. */
  of(place: Place): Promise<Installation | undefined>;
  /** The one under this id, `T…` or `E…`. */
  get(id: string): Promise<Installation | undefined>;
  /** False where there was none. */
  remove(id: string): Promise<boolean>;
  /** Every workspace and organisation with one of its own. */
  ids(): Promise<readonly string[]>;
  /** Every workspace that is served, those that are known of organisations included. */
  teams(): Promise<readonly string[]>;
};

/** What is stored of a workspace cannot be read. The next step is in the message; a token never is. */
export class UnreadableInstallationError extends Error {
  override readonly name = 'UnreadableInstallationError';
  readonly installation: string;
  readonly problem: string;
  readonly nextStep: string;

  constructor(installation: string, problem: string, nextStep: string) {
    super(`The installation of ${installation} cannot be read: ${problem}. Next step: ${nextStep}.`);
    this.installation = installation;
    this.problem = problem;
    this.nextStep = nextStep;
  }
}

/** The id under which an installation is kept. */
export function installationId({ team, enterprise }: Pick<Installation, 'team' | 'enterprise'>): string {
  const id = team?.id ?? enterprise?.id;
  if (id === undefined) throw new Error('An installation is in a workspace or an organisation.');
  return id;
}
