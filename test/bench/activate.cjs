/** Loads and activates the extension whose file is the first argument, with a stand-in for `vscode`, and prints what that took. */

const { statSync } = require('node:fs');
const Module = require('node:module');

/** Whatever is asked of it is there, does nothing and answers with itself; a list of its things is empty. */
const anything = new Proxy(class {}, {
  get(target, name) {
    if (name === 'then') return undefined;
    if (name === 'prototype') return target.prototype;
    if (name === Symbol.iterator) return () => [].values();
    if (name === Symbol.toPrimitive) return () => '';
    return anything;
  },
  apply: () => anything,
  construct: () => ({ event: () => anything, fire() {}, dispose() {} }),
});

/** The bundle looks up the module's members in its prototype. */
const vscode = Object.create(anything);

const load = Module._load;
Module._load = function (request, ...rest) {
  return request === 'vscode' ? vscode : Reflect.apply(load, this, [request, ...rest]);
};

const start = performance.now();
require(process.argv[2]).activate({
  subscriptions: [],
  extensionUri: anything,
  globalState: { get: (_name, otherwise) => otherwise, update: async () => {}, setKeysForSync() {} },
  workspaceState: { get: (_name, otherwise) => otherwise, update: async () => {} },
});
const ms = performance.now() - start;

const files = Object.keys(require.cache).filter((file) => file !== __filename);
console.log(JSON.stringify({ ms, bytes: files.reduce((sum, file) => sum + statSync(file).size, 0) }));
process.exit();
