/** Starts Spark's own Thrift Server with Delta as a Java process that cannot outlive the tests. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { sparkJars } from '../install';

export interface Jvm {
  readonly port: number;
  /** Ends the process and waits until it is gone. */
  stop(): Promise<void>;
}

/** How long Spark may take to open its port, ms: 8 s on a quiet machine. */
const START_LIMIT = 180_000;

/** Of the Java heap; the process takes about half a gigabyte more. */
const HEAP = process.env.SPARK_MEMORY ?? '1500m';

/**
 * The shell that keeps Java ends it when its own input is closed, which happens whenever the process that started it ends, however it does.
 */
const KEEPER = `
exec 3<&0
java "$@" </dev/null & java=$!
{ cat <&3 >/dev/null; kill -9 $java; } 2>/dev/null & guard=$!
trap 'kill -9 $java 2>/dev/null' TERM INT
wait $java; code=$?
kill $guard 2>/dev/null
exit $code`;

/** @param directory an empty folder for all that Spark writes; the caller removes it */
export async function startJvm(directory: string): Promise<Jvm> {
  const port = await freePort();
  for (const name of ['conf', 'local', 'warehouse', 'tmp', 'scratch']) mkdirSync(path.join(directory, name));
  writeFileSync(path.join(directory, 'conf', 'log4j2.properties'), LOGGING);
  const jars = sparkJars().map((folder) => path.join(folder, '*'));
  const classes = [path.join(directory, 'conf'), ...jars].join(path.delimiter);
  const child = spawn(
    'sh',
    ['-c', KEEPER, 'sh', ...javaOptions(directory), '-cp', classes, ...serverArguments(port)],
    {
      cwd: directory,
      env: { ...process.env, SPARK_LOCAL_IP: '127.0.0.1', TZ: 'UTC' },
      stdio: ['pipe', 'ignore', 'pipe'],
    },
  );
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-20_000);
  });
  // A test that failed before it could stop the server must be able to end; the server ends with it.
  child.unref();
  for (const stream of [child.stdin, child.stderr]) if (stream instanceof net.Socket) stream.unref();
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  const stop = async () => {
    child.ref();
    child.stdin.end();
    await ended;
  };
  try {
    await untilOpen(port, child);
  } catch (error) {
    await stop();
    throw new Error(`Spark did not start: ${error instanceof Error ? error.message : error}\n${said}`);
  }
  return { port, stop };
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('No port is free.');
  return address.port;
}

async function untilOpen(port: number, child: ChildProcess): Promise<void> {
  const limit = Date.now() + START_LIMIT;
  while (!(await isOpen(port))) {
    if (child.exitCode !== null) throw new Error(`Java ended with code ${child.exitCode}.`);
    if (Date.now() > limit) throw new Error(`its port was not open after ${START_LIMIT / 1000} s.`);
    await new Promise((done) => setTimeout(done, 200));
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => done(true)).once('error', () => done(false));
    socket.once('connect', () => socket.destroy());
  });
}

const LOGGING = `rootLogger.level=warn
rootLogger.appenderRef.console.ref=console
appender.console.type=Console
appender.console.name=console
appender.console.target=SYSTEM_ERR
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=%d{HH:mm:ss.SSS} %p %c{1}: %m%n%ex
`;

/** Packages that Spark opens by reflection; the list is that of its own launcher (JavaModuleOptions). */
const OPENED = [
  'java.base/java.lang',
  'java.base/java.lang.invoke',
  'java.base/java.lang.reflect',
  'java.base/java.io',
  'java.base/java.net',
  'java.base/java.nio',
  'java.base/java.util',
  'java.base/java.util.concurrent',
  'java.base/java.util.concurrent.atomic',
  'java.base/jdk.internal.ref',
  'java.base/sun.nio.ch',
  'java.base/sun.nio.cs',
  'java.base/sun.security.action',
  'java.base/sun.util.calendar',
  'java.security.jgss/sun.security.krb5',
];

function javaOptions(directory: string): string[] {
  const settings: Readonly<Record<string, string>> = {
    'java.io.tmpdir': path.join(directory, 'tmp'),
    'user.timezone': 'UTC',
    'derby.system.home': directory,
    'derby.stream.error.file': path.join(directory, 'derby.log'),
    'jdk.reflect.useDirectMethodHandle': 'false',
    'io.netty.tryReflectionSetAccessible': 'true',
    'spark.master': 'local[2]',
    'spark.app.name': 'overwatch-backup-tests',
    'spark.ui.enabled': 'false',
    'spark.local.dir': path.join(directory, 'local'),
    'spark.driver.host': '127.0.0.1',
    'spark.driver.bindAddress': '127.0.0.1',
    'spark.sql.extensions': 'io.delta.sql.DeltaSparkSessionExtension',
    'spark.sql.catalog.spark_catalog': 'org.apache.spark.sql.delta.catalog.DeltaCatalog',
    'spark.sql.warehouse.dir': `file:${path.join(directory, 'warehouse')}`,
    'spark.hadoop.javax.jdo.option.ConnectionURL': 'jdbc:derby:memory:metastore;create=true',
    // Each thread that ever asked the metastore keeps a connection: a pool of ten runs dry, and everybody waits for ever.
    'spark.hadoop.datanucleus.connectionPoolingType': 'NONE',
    'spark.hadoop.hive.exec.scratchdir': path.join(directory, 'scratch'),
    'spark.sql.session.timeZone': 'UTC',
    'spark.sql.ansi.enabled': 'true',
    'spark.sql.sources.default': 'delta',
    'spark.sql.legacy.createHiveTableByDefault': 'false',
    // One write makes one file, and small jobs do not wait for each other.
    'spark.sql.shuffle.partitions': '1',
    'spark.default.parallelism': '2',
    'spark.sql.adaptive.enabled': 'false',
    'spark.databricks.delta.snapshotPartitions': '1',
    // VACUUM takes half a minute otherwise.
    'spark.sql.sources.parallelPartitionDiscovery.parallelism': '1',
    // Compiling a query costs more here than interpreting it.
    'spark.sql.codegen.wholeStage': 'false',
    'spark.sql.codegen.factoryMode': 'NO_CODEGEN',
  };
  return [
    ...OPENED.map((name) => `--add-opens=${name}=ALL-UNNAMED`),
    ...[`-Xmx${HEAP}`, '-XX:+UseSerialGC', '-XX:-UsePerfData'],
    ...Object.entries(settings).map(([name, value]) => `-D${name}=${value}`),
  ];
}

function serverArguments(port: number): string[] {
  const settings: Readonly<Record<string, string>> = {
    'hive.server2.transport.mode': 'http',
    'hive.server2.thrift.http.port': String(port),
    'hive.server2.thrift.bind.host': '127.0.0.1',
    'hive.server2.thrift.http.path': 'cliservice',
    'hive.server2.thrift.http.cookie.auth.enabled': 'false',
    'hive.server2.long.polling.timeout': '100ms',
    'hive.server2.authentication': 'NONE',
  };
  return [
    'org.apache.spark.sql.hive.thriftserver.HiveThriftServer2',
    ...Object.entries(settings).flatMap(([name, value]) => ['--hiveconf', `${name}=${value}`]),
  ];
}
