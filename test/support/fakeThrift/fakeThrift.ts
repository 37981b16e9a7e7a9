/**
 * A SQL warehouse that answers by a script: it speaks the driver's protocol over TLS, knows sessions and operations, and says what a test
 * has it say. It refuses what a warehouse would refuse: a wrong token, a session or an operation that it does not know.
 */

import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { makeCertificate } from '../certificate';
import { arrowResult, type ResultColumn } from '../thrift/arrowResult';
import {
  bytesOf,
  decode,
  dig,
  encode,
  type Field,
  field,
  get,
  type Message,
  numberOf,
  REPLY,
  struct,
  TYPE,
  textOf,
} from '../thrift/codec';

/** What a statement comes to. Rows are lists of cells; maps, structs and lists among them are JSON texts, as a warehouse sends them. */
export type Answer =
  | { readonly columns: readonly ResultColumn[]; readonly rows: readonly (readonly unknown[])[] }
  /** Without words where they are empty. `hasNoResult`: told at once that it is a statement without rows, before it has run. */
  | { readonly error: string; readonly sqlState?: string; readonly hasNoResult?: true }
  /** It runs until it is cancelled. */
  | 'runs on';

/** What happens to a request instead of an answer. */
export type Accident =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | 'lost'
  | 'hangs';

export interface Script {
  answer(statement: string, parameters: Readonly<Record<string, string>>): Answer;
  /** @param tries how many requests of this method there were before */
  accident?(method: string, tries: number): Accident | undefined;
  /** Whether this token is right; all are unless it is said. */
  accepts?(token: string): boolean;
}

export interface FakeThrift {
  readonly host: string;
  readonly ca: string;
  /** Statements in the order in which they came, but for those that set up a session. */
  readonly statements: readonly string[];
  /** Those that were cancelled. */
  readonly cancelled: readonly string[];
  /** Sessions that are open, and operations that were not closed. */
  open(): { readonly sessions: number; readonly operations: number };
  /** Forgets all sessions, as a warehouse that was restarted does. */
  forgetSessions(): void;
  stop(): Promise<void>;
}

/** Rows that one answer to FetchResults holds at most. */
const PAGE = 40_000;

interface Operation {
  readonly statement: string;
  readonly answer: Answer;
  isCancelled: boolean;
  sent: number;
}

export async function startFakeThrift(script: Script): Promise<FakeThrift> {
  const sessions = new Set<string>();
  const operations = new Map<string, Operation>();
  const tries = new Map<string, number>();
  const statements: string[] = [];
  const cancelled: string[] = [];
  let ids = 0;

  const respond = (call: Message): Field[] => {
    const request = get(call.body, 1);
    const operationId = idIn(dig(request, 1, 1, 1));
    switch (call.method) {
      case 'OpenSession': {
        ids += 1;
        sessions.add(String(ids));
        return [success(), field.i32(2, 0xa508), handle(3, String(ids), [])];
      }
      case 'CloseSession':
        return [sessions.delete(operationId) ? success() : failure(UNKNOWN_SESSION)];
      case 'ExecuteStatement': {
        if (!sessions.has(operationId)) return [failure(UNKNOWN_SESSION)];
        ids += 1;
        const statement = textOf(get(request, 2)) ?? '';
        const isSetUp = statement === "SET TIME ZONE 'UTC'";
        if (!isSetUp) statements.push(statement);
        const answer = isSetUp ? NOTHING : script.answer(statement, parametersIn(request));
        operations.set(String(ids), { statement, answer, isCancelled: false, sent: 0 });
        const hasResult = !(typeof answer === 'object' && 'error' in answer && answer.hasNoResult === true);
        return [success(), handle(2, String(ids), [field.i32(2, 0), field.bool(3, hasResult)])];
      }
      default:
        return aboutOperation(call.method, operationId, request);
    }
  };

  const aboutOperation = (method: string, id: string, request: ReturnType<typeof get>): Field[] => {
    const operation = operations.get(id);
    if (operation === undefined)
      return [failure('[INVALID_HANDLE.OPERATION_NOT_FOUND] The operation is not known.')];
    switch (method) {
      case 'GetOperationStatus':
        return [success(), ...stateOf(operation)];
      case 'GetResultSetMetadata':
        return [success(), ...metadataOf(operation.answer)];
      case 'FetchResults':
        return [success(), ...nextPage(operation, numberOf(get(request, 3)) ?? PAGE)];
      case 'CancelOperation':
        operation.isCancelled = true;
        cancelled.push(operation.statement);
        operations.delete(id);
        return [success()];
      case 'CloseOperation':
        operations.delete(id);
        return [success()];
      default:
        throw new Error(`The fake does not know ${method}.`);
    }
  };

  const { cert, key, ca } = makeCertificate();
  const server = https.createServer({ cert, key, keepAlive: true }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
      const call = decode(Buffer.concat(chunks));
      const before = tries.get(call.method) ?? 0;
      tries.set(call.method, before + 1);
      const isRefused = script.accepts?.(token) === false;
      const accident = isRefused ? { status: 401 } : script.accident?.(call.method, before);
      if (accident === 'hangs') return;
      if (accident === 'lost') return void request.socket.destroy();
      if (accident !== undefined) return void response.writeHead(accident.status, accident.headers).end();
      const reply = { ...call, type: REPLY, body: [field.struct(0, respond(call))] };
      response.writeHead(200, { 'content-type': 'application/x-thrift' }).end(encode(reply));
    });
  });
  server.unref();
  await new Promise<void>((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    ca,
    statements,
    cancelled,
    open: () => ({ sessions: sessions.size, operations: operations.size }),
    forgetSessions: () => sessions.clear(),
    stop: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

const NOTHING: Answer = { columns: [], rows: [] };
const UNKNOWN_SESSION = '[INVALID_HANDLE.SESSION_NOT_FOUND] Invalid SessionHandle: SessionHandle [1]';

function success(): Field {
  return field.struct(1, [field.i32(1, 0)]);
}

function failure(message: string): Field {
  return field.struct(1, [field.i32(1, 3), field.string(3, 'HY000'), field.string(5, message)]);
}

/** A handle: its id twice, as guid and as secret. The driver wants a UUID of version 4. */
function handle(id: number, name: string, more: Field[]): Field {
  const guid = Buffer.from('00000000000040008000000000000000', 'hex');
  guid.writeUInt32BE(Number(name));
  return field.struct(id, [field.struct(1, [field.string(1, guid), field.string(2, guid)]), ...more]);
}

function idIn(value: ReturnType<typeof get>): string {
  const guid = bytesOf(value);
  return guid === undefined ? '' : String(guid.readUInt32BE());
}

function parametersIn(request: ReturnType<typeof get>): Record<string, string> {
  const list = get(request, 1288);
  const items = list?.kind === 'list' ? list.items : [];
  return Object.fromEntries(items.map((one) => [textOf(get(one, 2)) ?? '', textOf(dig(one, 4, 1)) ?? '']));
}

const RUNNING = 1;
const FINISHED = 2;
const CANCELLED = 3;
const FAILED = 5;

function stateOf({ answer, isCancelled }: Operation): Field[] {
  if (isCancelled) return [field.i32(2, CANCELLED)];
  if (answer === 'runs on') return [field.i32(2, RUNNING)];
  if (!('error' in answer)) return [field.i32(2, FINISHED)];
  const { error, sqlState } = answer;
  return [
    field.i32(2, FAILED),
    ...(sqlState === undefined ? [] : [field.string(3, sqlState)]),
    ...(error === '' ? [] : [field.string(5, error), field.string(1281, error)]),
  ];
}

function metadataOf(answer: Answer): Field[] {
  const columns = typeof answer === 'object' && 'columns' in answer ? answer.columns : [];
  const descriptions = columns.map(({ name, typeId }, index) =>
    struct([
      field.string(1, name),
      field.struct(2, [field.list(1, TYPE.struct, [struct([field.struct(1, [field.i32(1, typeId)])])])]),
      field.i32(3, index + 1),
    ]),
  );
  return [
    field.struct(2, [field.list(1, TYPE.struct, descriptions)]),
    ...[field.i32(1281, 0), field.string(1283, arrowResult(columns).schema)],
  ];
}

function nextPage(operation: Operation, most: number): Field[] {
  const { answer } = operation;
  if (typeof answer !== 'object' || !('rows' in answer)) return [field.bool(2, false)];
  const page = answer.rows.slice(operation.sent, operation.sent + Math.min(most, PAGE));
  const columns = answer.columns.map((_, column) => page.map((row) => row[column] ?? null));
  operation.sent += page.length;
  const batch = struct([
    field.string(1, arrowResult(answer.columns).batch(columns)),
    field.i64(2, page.length),
  ]);
  const rows = [
    field.i64(1, 0),
    field.list(2, TYPE.struct, []),
    field.list(1281, TYPE.struct, page.length === 0 ? [] : [batch]),
  ];
  return [field.bool(2, operation.sent < answer.rows.length), field.struct(3, rows)];
}
