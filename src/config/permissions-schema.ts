import { z } from 'zod';
import { type Allowed, type Permissions, serviceActions } from '../access/permissions.ts';
import { FieldError, field, textOf } from './field.ts';
import { listOf } from './list-of.ts';

const help =
  'ids of users (U0123456789: profile → ⋮ → Copy member ID), user groups (S0123456789: People → User groups → ⋯ → Copy group ID) or channels (C0123456789: at the end of About in the channel’s details)';

const someId = field((value) => {
  const text = textOf(value);
  if (!/^[CGSUW][A-Z0-9]{2,20}$/.test(text)) {
    throw new FieldError('is not the id of a user, a user group or a channel', help);
  }
  return text;
});

const adminHelp = 'ids of users (U0123456789) or user groups (S0123456789)';

const adminId = field((value) => {
  const text = textOf(value);
  if (!/^[SUW][A-Z0-9]{2,20}$/.test(text)) {
    throw new FieldError('is not the id of a user or a user group', adminHelp);
  }
  return text;
});

/** The ids that may: a list of them, a single one, or `everyone`. */
const allowedSchema = z.unknown().transform((value, context): Allowed | 'everyone' => {
  if (value === 'everyone') return value;
  const parsed = listOf(someId, `${help}; or everyone`).safeParse(
    typeof value === 'string' ? [value] : value,
  );
  if (parsed.success) return allowedOf(parsed.data);
  for (const issue of parsed.error.issues) {
    context.addIssue({ ...issue, path: typeof value === 'string' ? [] : issue.path });
  }
  return z.NEVER;
});

export const permissionsSchema = z.strictObject({
  check: allowedSchema.optional(),
  escalate: allowedSchema.optional(),
  silence: allowedSchema.optional(),
});
type WrittenPermissions = z.output<typeof permissionsSchema>;

export const adminsSchema = listOf(adminId, adminHelp).transform(allowedOf);

/** A service's own rule for an action takes the place of the default one. */
export function mergedPermissions(
  common: WrittenPermissions = {},
  own: WrittenPermissions = {},
): Permissions {
  return Object.fromEntries(
    serviceActions.flatMap((action) => {
      const allowed = own[action] ?? common[action];
      return allowed === undefined || allowed === 'everyone' ? [] : [[action, allowed]];
    }),
  );
}

/** Slack's ids say what they are by their first letter. */
function allowedOf(ids: readonly string[]): Allowed {
  return {
    users: ids.filter((id) => /^[UW]/.test(id)),
    userGroups: ids.filter((id) => id.startsWith('S')),
    channels: ids.filter((id) => /^[CG]/.test(id)),
  };
}
