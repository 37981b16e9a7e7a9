import assert from 'node:assert/strict';
import { open } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { asFault, Fault, isAbort, systemCode } from '../../../src/base/fault';
import { systemError } from '../../support/faultyStorage';

describe('Fault', () => {
  it('becomes plain data, without what it lacks', () => {
    assert.deepEqual(new Fault('io', 'it broke').toData(), { code: 'io', message: 'it broke' });
    const advised = new Fault('io', 'it broke', { advice: 'mend it', cause: new Error('why') });
    assert.deepEqual(advised.toData(), { code: 'io', message: 'it broke', advice: 'mend it' });
  });
});

describe('asFault', () => {
  it('keeps a fault as it is', () => {
    const fault = new Fault('damaged', 'gone');
    assert.equal(asFault(fault, 'Reading'), fault);
  });

  for (const [errno, code] of [
    ['ENOSPC', 'no-space'],
    ['EDQUOT', 'no-space'],
    ['EACCES', 'no-permission'],
    ['EPERM', 'no-permission'],
    ['EROFS', 'no-permission'],
    ['ENOENT', 'not-found'],
    ['EIO', 'io'],
  ] as const) {
    it(`turns ${errno} into ${code}, with what was being done`, () => {
      const fault = asFault(systemError(errno), 'Copying x');
      assert.equal(fault.code, code);
      assert.match(fault.message, new RegExp(`^Copying x: ${errno}`));
      assert.equal(fault.advice === undefined, code === 'io');
    });
  }

  it('knows the errors of the system by what they are, not by a code of any kind', async () => {
    const real = await open('/no/such/file').catch((error: unknown) => error);
    assert.equal(systemCode(real), 'ENOENT');
    assert.equal(systemCode(Object.assign(new Error('x'), { code: 'ERR_INVALID_ARG_TYPE' })), undefined);
    assert.equal(systemCode('ENOENT'), undefined);
    assert.equal(systemCode(null), undefined);
  });

  it('takes an abort for a cancel, and anything else for a defect', () => {
    assert.equal(asFault(AbortSignal.abort().reason).code, 'cancelled');
    assert.equal(asFault(new TypeError('x is undefined')).code, 'internal');
    assert.deepEqual(asFault('text').toData(), { code: 'internal', message: 'text' });
  });
});

describe('isAbort', () => {
  it('tells cancels from failures', () => {
    assert.equal(isAbort(AbortSignal.abort().reason), true);
    assert.equal(isAbort(new Fault('cancelled', 'x')), true);
    assert.equal(isAbort(new Fault('io', 'x')), false);
    assert.equal(isAbort('AbortError'), false);
  });
});
