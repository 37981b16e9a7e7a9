/**
 * The schema an accumulating copy has after it has taken over the source's: the source's columns, then those that only the copy still has. Pure.
 *
 * Columns are the same if their physical names are, so a renamed column stays one column; or their names, so that one which was dropped and made
 * anew stays one too. Types only ever become wider.
 */

import { Fault } from '../../base/fault';
import { type DataType, physicalName, type StructField, shortType } from '../schema';
import { matchFields } from './adapt';
import { isWider } from './widening';

export interface Evolution {
  readonly fields: readonly StructField[];
  /** Whether the copy's own files hold narrower values than the schema now says. */
  readonly isCopyNarrower: boolean;
  /** Whether the source's files hold narrower values than the schema says, because the source went back to a narrower type. */
  readonly isSourceNarrower: boolean;
  /** Whether a column has another physical name in the copy's own files, because the source dropped it and made it anew. */
  readonly isCopyRenamed: boolean;
}

/**
 * @param table the copy, named in faults
 * @throws Fault `schema-changed` for a column whose old and new values do not fit one type, naming it and the types.
 */
export function evolveSchema(
  table: string,
  source: readonly StructField[],
  copy: readonly StructField[],
): Evolution {
  const found = { isCopyNarrower: false, isSourceNarrower: false, isCopyRenamed: false };
  const fields = mergeFields({ table, found }, [], source, copy);
  return { fields, ...found };
}

interface Context {
  readonly table: string;
  readonly found: { isCopyNarrower: boolean; isSourceNarrower: boolean; isCopyRenamed: boolean };
}

type Way = readonly string[];

function mergeFields(
  context: Context,
  way: Way,
  source: readonly StructField[],
  copy: readonly StructField[],
): StructField[] {
  const matches = matchFields(copy, source);
  const merged = source.map((field, index): StructField => {
    const old = matches[index];
    // The copy's rows from before have no value for a column that is new.
    if (old === undefined) return { ...field, nullable: true };
    context.found.isCopyRenamed ||= physicalName(field).toLowerCase() !== physicalName(old).toLowerCase();
    return mergeField(context, [...way, field.name], field, old);
  });
  const kept = copy.filter((field) => !matches.includes(field));
  return [...merged, ...kept.map((field) => ({ ...field, nullable: true }))];
}

function mergeField(context: Context, way: Way, source: StructField, copy: StructField): StructField {
  const nullable = source.nullable || copy.nullable;
  const type = mergeTypes(context, way, source.type, copy.type);
  // A type change is told by the metadata of the field that has the wider type.
  const isCopyWider = typeof type === 'string' && type !== source.type;
  const metadata = isCopyWider ? copy.metadata : source.metadata;
  return { name: source.name, type, nullable, ...(metadata === undefined ? {} : { metadata }) };
}

function mergeTypes(context: Context, way: Way, source: DataType, copy: DataType): DataType {
  const { found } = context;
  if (typeof source === 'string' && typeof copy === 'string') {
    if (source === copy) return source;
    if (isWider(source, copy)) {
      found.isCopyNarrower ||= copy !== 'void';
      return source;
    }
    if (isWider(copy, source)) {
      found.isSourceNarrower ||= source !== 'void';
      return copy;
    }
  } else if (typeof source === 'string') {
    if (source === 'void') return copy;
  } else if (copy === 'void') {
    return source;
  } else if (typeof copy !== 'string') {
    if (source.type === 'struct' && copy.type === 'struct') {
      return { ...source, fields: mergeFields(context, way, source.fields, copy.fields) };
    }
    if (source.type === 'array' && copy.type === 'array') {
      const elementType = mergeTypes(context, [...way, 'element'], source.elementType, copy.elementType);
      return { ...source, elementType, containsNull: source.containsNull || copy.containsNull };
    }
    if (source.type === 'map' && copy.type === 'map') {
      return {
        ...source,
        keyType: mergeTypes(context, [...way, 'key'], source.keyType, copy.keyType),
        valueType: mergeTypes(context, [...way, 'value'], source.valueType, copy.valueType),
        valueContainsNull: source.valueContainsNull || copy.valueContainsNull,
      };
    }
  }
  throw new Fault(
    'schema-changed',
    `The column ${way.join('.')} is ${shortType(source)} in the source and ${shortType(copy)} in the copy ${context.table}; no type holds both.`,
    { advice: START_ANEW },
  );
}

/** How a copy that cannot go on is begun again. */
export const START_ANEW =
  'The copy stays as it is. Take the next incremental snapshot into a new root, or a full snapshot that replaces this one.';
