/** The contract of a Kubernetes API server, as far as Rollbridge, its users and its stories rely on it. */
import { evictions } from './cluster/evictions.ts';
import { forms } from './cluster/forms.ts';
import { lists } from './cluster/lists.ts';
import { objects } from './cluster/objects.ts';
import { parts } from './cluster/parts.ts';
import { patches } from './cluster/patches.ts';
import { pods } from './cluster/pods.ts';
import { rights } from './cluster/rights.ts';

export const cases = [...objects, ...patches, ...lists, ...forms, ...rights, ...parts, ...pods, ...evictions];
