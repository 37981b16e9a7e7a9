/** A storage that goes wrong when a test says so: it fails, hangs, or dies like a killed process, at any call. */

import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import type { Storage } from '../../src/storage/storage';
import { temporaryName } from '../../src/storage/temporaryName';

export type Method = Exclude<keyof Storage, 'realPath'>;

export interface Call {
  /** Counted from 1 over all methods. */
  readonly number: number;
  readonly method: Method;
  /** The path that is written or read; the target of a copy. */
  readonly path: string;
}

export type Trouble =
  /** The call throws and does nothing; `after` it was done all the same, as when an answer is lost. */
  | { readonly kind: 'fail'; readonly error: Error; readonly after?: boolean }
  /** The process is gone: this call and all that follow throw. Half-written files are left as a real kill leaves them. */
  | { readonly kind: 'kill'; readonly after?: boolean }
  /** The call never answers, unless it is aborted. */
  | { readonly kind: 'hang' }
  /** Something happens in the world outside, and is waited for, before the call goes on. */
  | { readonly kind: 'meanwhile'; readonly work: () => unknown };

/** What a killed process would have thrown, if it could. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** An error as the operating system throws it. */
export function systemError(code: string, syscall = 'write'): Error {
  return Object.assign(new Error(`${code}: made by a test, ${syscall}`), { code, syscall, errno: -1 });
}

export interface FaultyStorage {
  readonly storage: Storage;
  /** All calls so far. */
  readonly calls: readonly Call[];
}

/** Wraps a storage. `decide` is asked before every call. */
export function faultyStorage(
  inner: Storage,
  decide: (call: Call) => Trouble | undefined = () => undefined,
): FaultyStorage {
  const calls: Call[] = [];
  let isDead = false;

  async function run<R>(
    method: Method,
    path: string,
    work: () => Promise<R>,
    signal?: AbortSignal,
    debris?: () => void,
  ): Promise<R> {
    if (isDead) throw new Killed();
    const call = { number: calls.length + 1, method, path };
    calls.push(call);
    const trouble = decide(call);
    if (trouble === undefined) return await work();
    switch (trouble.kind) {
      case 'meanwhile':
        await trouble.work();
        return await work();
      case 'hang':
        return await new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason));
        });
      case 'fail':
        if (trouble.after === true) await work();
        throw trouble.error;
      case 'kill':
        if (trouble.after === true) await work();
        else debris?.();
        isDead = true;
        throw new Killed();
    }
  }

  const halfOf = (content: Iterable<string | Uint8Array>) => {
    const whole = Buffer.concat([...content].map((piece) => Buffer.from(piece)));
    return whole.subarray(0, whole.length >> 1);
  };

  const storage: Storage = {
    list: (directory) => run('list', directory, () => inner.list(directory)),
    stat: (path) => run('stat', path, () => inner.stat(path)),
    read: (path) => run('read', path, () => inner.read(path)),
    readRange: (path, offset, length) => run('readRange', path, () => inner.readRange(path, offset, length)),
    createExclusive: (path, content) =>
      run(
        'createExclusive',
        path,
        () => inner.createExclusive(path, content),
        undefined,
        () => writeFileSync(temporaryName(path), halfOf(content)),
      ),
    replace: (path, content) =>
      run(
        'replace',
        path,
        () => inner.replace(path, content),
        undefined,
        () => writeFileSync(temporaryName(path), halfOf([content])),
      ),
    append: (path, content) =>
      run(
        'append',
        path,
        () => inner.append(path, content),
        undefined,
        () => appendFileSync(path, halfOf([content])),
      ),
    copy: (from, to, signal) =>
      run(
        'copy',
        to,
        () => inner.copy(from, to, signal),
        signal,
        () => writeFileSync(temporaryName(to), halfOf([readFileSync(from)])),
      ),
    sha256: (path, signal) => run('sha256', path, () => inner.sha256(path, signal), signal),
    makeDirectory: (directory) => run('makeDirectory', directory, () => inner.makeDirectory(directory)),
    remove: (path) => run('remove', path, () => inner.remove(path)),
    removeEmpty: (directory) => run('removeEmpty', directory, () => inner.removeEmpty(directory)),
    rename: (from, to) => run('rename', to, () => inner.rename(from, to)),
    freeBytes: (path) => run('freeBytes', path, () => inner.freeBytes(path)),
    assertWritable: (directory) => run('assertWritable', directory, () => inner.assertWritable(directory)),
    realPath: (path) => inner.realPath(path),
  };
  return { storage, calls };
}
