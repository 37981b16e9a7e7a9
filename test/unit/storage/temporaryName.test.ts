import assert from 'node:assert/strict';
import path from 'node:path';
import { it } from 'node:test';
import fc from 'fast-check';
import { isTemporaryName, temporaryName } from '../../../src/storage/temporaryName';

it('temporary names lie beside their target, are short enough, hidden, and known again', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(name, (text) => {
      const target = path.join('/table', `a${text.replaceAll('/', '_')}`);
      const temporary = temporaryName(target);
      assert.equal(path.dirname(temporary), '/table');
      assert.ok(path.basename(temporary).startsWith('.'));
      assert.ok(Buffer.byteLength(path.basename(temporary)) <= 255);
      assert.notEqual(temporary, temporaryName(target));
    }),
    { seed: 1 },
  );
  assert.equal(isTemporaryName(path.basename(temporaryName('/t/part-0.parquet'))), true);
  for (const other of ['part-0.parquet', '.part-0.parquet.crc', '.hidden.tmp', 'a.0123456789ab.tmp'])
    assert.equal(isTemporaryName(other), false, other);
});
