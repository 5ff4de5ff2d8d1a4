/** Lists as tables: what `kubectl get` asks for. Pure. */
import type { AnyObject } from '../../objects.ts';
import { definitionOf, type PrinterColumn } from '../../schemas/index.ts';
import { ageOf } from './age.ts';
import { type Column, columnsOf } from './columns.ts';
import { atPath } from './values.ts';

export interface TableOptions {
  readonly kind: string;
  /** The definition of a custom kind. */
  readonly definition: AnyObject | null;
  readonly version: string;
  readonly now: number;
  /** None, Metadata (unless given) or Object. */
  readonly include: string | null;
  readonly metadata: object;
}

interface Shown extends Column {
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

export function tableOf(objects: readonly AnyObject[], options: TableOptions): object {
  const columns =
    options.definition === null ? builtInColumns(options.kind) : customColumns(options.definition, options.version);
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: options.metadata,
    columnDefinitions: columns.map(({ cell: _, wide: __, ...column }) => column),
    rows: objects.map((object) => ({
      cells: columns.map(({ cell }) => cell(object, options.now)),
      object: rowObject(object, options.include),
    })),
  };
}

function rowObject(object: AnyObject, include: string | null): object | null {
  if (include === 'None') return null;
  if (include === 'Object') return object;
  return partialOf(object);
}

export function partialOf({ metadata }: AnyObject): object {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}

function builtInColumns(kind: string): readonly Shown[] {
  return columnsOf(kind).map((column) => ({
    ...column,
    format: column.name === 'Name' ? 'name' : '',
    description: '',
    priority: column.wide === true ? 1 : 0,
  }));
}

function customColumns(definition: AnyObject, version: string): readonly Shown[] {
  const { versions = [] } = definitionOf(definition);
  const own = versions.find((each) => each.name === version)?.additionalPrinterColumns ?? [
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ];
  const name: Shown = {
    name: 'Name',
    type: 'string',
    format: 'name',
    description: '',
    priority: 0,
    cell: ({ metadata }) => metadata.name,
  };
  return [name, ...own.map(customColumn)];
}

function customColumn({ name, type, jsonPath, format = '', description = '', priority = 0 }: PrinterColumn): Shown {
  return {
    name,
    type: type as Column['type'],
    format,
    description,
    priority,
    cell: (object, now) => {
      const value = atPath(object, jsonPath);
      if (value === undefined || value === null) return type === 'date' ? '<unknown>' : null;
      if (type === 'date') return ageOf(value, now);
      return typeof value === 'object' ? JSON.stringify(value) : value;
    },
  };
}
