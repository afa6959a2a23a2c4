import { FieldError } from './field.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

/** Puts in the values of `${NAME}`; `$$` stands for a dollar sign. Throws a FieldError that names what is missing, never a value. */
export function expandVariables(text: string, env: Variables): string {
  const missing = new Set<string>();
  const expanded = text.replace(/\$(?:(\$)|\{([^}]*)\}|)/g, (_, dollar?: string, name?: string) => {
    if (dollar !== undefined) {
      return '$';
    }
    if (name === undefined || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      throw new FieldError(
        'has a `$` that begins no variable',
        `\${NAME} with the name alone, $$ for a dollar sign`,
      );
    }
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    if (value === undefined || value === '') {
      missing.add(name);
    }
    return value ?? '';
  });
  if (missing.size > 0) {
    const names = [...missing].join(', ');
    throw new FieldError(`needs the environment variable ${names}, which is not set`);
  }
  return expanded;
}
