import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { Variables } from './expand-variables.ts';
import { FieldError, field, textOf } from './field.ts';
import { codeOfSystemError } from './system-error.ts';

export type ReadText = (path: string) => string;

export const tlsKeys = ['ca', 'caFromEnv'] as const;

/** The PEM of an authority, from a file or an environment variable. */
export function tlsSchema(env: Variables, readText: ReadText) {
  return z
    .strictObject({
      ca: field((value) => certificates(readFileField(textOf(value), readText))).optional(),
      caFromEnv: field((value) => certificates(variableField(textOf(value), env))).optional(),
    })
    .transform(({ ca, caFromEnv }, context): string => {
      if (ca !== undefined && caFromEnv === undefined) {
        return ca;
      }
      if (caFromEnv !== undefined && ca === undefined) {
        return caFromEnv;
      }
      const message = ca === undefined ? 'names no authority' : 'names two authorities';
      context.addIssue({ code: 'custom', message, params: { allowed: 'one of `ca` and `caFromEnv`' } });
      return z.NEVER;
    });
}

function readFileField(path: string, readText: ReadText): string {
  try {
    return readText(path);
  } catch (error) {
    throw new FieldError(`cannot be read (${codeOfSystemError(error)})`, 'the path of a PEM file');
  }
}

function variableField(name: string, env: Variables): string {
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (value === undefined || value === '') {
    throw new FieldError('is not set in the environment', 'the name of a variable that holds a PEM');
  }
  return value;
}

function certificates(pem: string): string {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0 || !blocks.every(isCertificate)) {
    throw new FieldError('does not lead to a certificate', 'PEM: one or more blocks of BEGIN CERTIFICATE');
  }
  return blocks.join('\n'); // a private key that lies beside them is not carried along
}

function isCertificate(block: string): boolean {
  try {
    return new X509Certificate(block).serialNumber !== '';
  } catch {
    return false;
  }
}
