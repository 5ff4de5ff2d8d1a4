/**
 * Writes `protobuf.json` anew: how the messages of the built-in kinds are numbered, which kubectl sends when it makes them
 * itself. Run it with the folders of the Go modules k8s.io/api and k8s.io/apimachinery, in which the definitions lie.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtIn } from '../store/builtin.ts';
import type { Field } from './protobuf.ts';

type Messages = Record<string, Record<string, Field>>;

/** The proto package of each group and version. */
const PACKAGES: Readonly<Record<string, string>> = {
  v1: 'core.v1',
  'apps/v1': 'apps.v1',
  'batch/v1': 'batch.v1',
  'autoscaling/v2': 'autoscaling.v2',
  'policy/v1': 'policy.v1',
  'networking.k8s.io/v1': 'networking.v1',
  'discovery.k8s.io/v1': 'discovery.v1',
  'coordination.k8s.io/v1': 'coordination.v1',
  'rbac.authorization.k8s.io/v1': 'rbac.v1',
};

const OTHERS: Readonly<Record<string, string>> = {
  'authorization.k8s.io/v1 SelfSubjectAccessReview': 'k8s.io.api.authorization.v1.SelfSubjectAccessReview',
  'authorization.k8s.io/v1 SelfSubjectRulesReview': 'k8s.io.api.authorization.v1.SelfSubjectRulesReview',
  'authorization.k8s.io/v1 SubjectAccessReview': 'k8s.io.api.authorization.v1.SubjectAccessReview',
  'authorization.k8s.io/v1 LocalSubjectAccessReview': 'k8s.io.api.authorization.v1.LocalSubjectAccessReview',
  'authentication.k8s.io/v1 SelfSubjectReview': 'k8s.io.api.authentication.v1.SelfSubjectReview',
  'authentication.k8s.io/v1 TokenRequest': 'k8s.io.api.authentication.v1.TokenRequest',
  'v1 DeleteOptions': 'k8s.io.apimachinery.pkg.apis.meta.v1.DeleteOptions',
  'autoscaling/v1 Scale': 'k8s.io.api.autoscaling.v1.Scale',
};

const FIELD = /^\s*(?:optional|required)?\s*(repeated )?(?:map<\w+, ([\w.]+)>|([\w.]+)) (\w+) = (\d+);/;

function messagesIn(text: string): Messages {
  const scope = /^package ([\w.]+);/m.exec(text)?.[1] ?? '';
  const found: Messages = {};
  const bare = text.replace(/\/\/.*$/gm, '').replace(/\/\*[\s\S]*?\*\//g, '');
  for (const [, message = '', body = ''] of bare.matchAll(/^message (\w+) \{\n([\s\S]*?)^\}/gm)) {
    const fields = body.split('\n').flatMap((line): [string, Field][] => {
      const match = FIELD.exec(line);
      if (match === null) return [];
      const [, repeated, mapped, plain, name = '', number = ''] = match;
      return [
        [number, [name, fullName(mapped ?? plain ?? '', scope), mapped !== undefined ? 'map' : repeated ? 'list' : '']],
      ];
    });
    found[`${scope}.${message}`] = Object.fromEntries(fields);
  }
  return found;
}

function fullName(type: string, scope: string): string {
  if (type.startsWith('.')) return type.slice(1);
  return /^[A-Z]/.test(type) ? `${scope}.${type}` : type;
}

const all: Messages = {};
for (const folder of process.argv.slice(2)) {
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('generated.proto')) Object.assign(all, messagesIn(readFileSync(join(folder, file), 'utf8')));
  }
}
const own = builtIn.flatMap(({ group, version, kind }): [string, string][] => {
  const apiVersion = group === '' ? version : `${group}/${version}`;
  const scope = PACKAGES[apiVersion];
  return scope === undefined ? [] : [[`${apiVersion} ${kind}`, `k8s.io.api.${scope}.${kind}`]];
});
const kinds = { ...Object.fromEntries(own), ...OTHERS };
const messages: Messages = {};
const wanted = Object.values(kinds);
for (let next = wanted.pop(); next !== undefined; next = wanted.pop()) {
  const fields = all[next];
  if (fields === undefined || messages[next] !== undefined) continue;
  messages[next] = fields;
  wanted.push(...Object.values(fields).map(([, type]) => type));
}
writeFileSync(new URL('protobuf.json', import.meta.url), `${JSON.stringify({ kinds, messages })}\n`);
