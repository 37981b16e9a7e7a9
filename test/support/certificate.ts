/** Certificates for servers of tests, made anew each time: DER by hand (X.509, RFC 5280), keys and signatures by Node. */

import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';

export interface Certificate {
  /** PEM, of the server. */
  readonly cert: string;
  /** PEM, of the server's private key. */
  readonly key: string;
  /** PEM of what a client has to trust: the authority, or the server's own certificate where it is self-signed. */
  readonly ca: string;
}

export interface CertificateOptions {
  /** Names and addresses it is for. */
  readonly hosts?: readonly string[];
  readonly selfSigned?: boolean;
  /** Epoch ms of its last second; an hour from now where it is not said. */
  readonly validUntil?: number;
}

const HOUR_MS = 3_600_000;

export function makeCertificate(options: CertificateOptions = {}): Certificate {
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const validUntil = options.validUntil ?? Date.now() + HOUR_MS;
  const leaf = {
    subject: 'test server',
    publicKey: server.publicKey,
    validUntil,
    extensions: [subjectAltName(options.hosts ?? ['localhost', '127.0.0.1'])],
  };
  const key = server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  if (options.selfSigned === true) {
    const cert = certificate({ ...leaf, issuer: leaf.subject, signer: server.privateKey });
    return { cert, key, ca: cert };
  }
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = `test authority ${randomBytes(4).toString('hex')}`;
  const cert = certificate({ ...leaf, issuer, signer: authority.privateKey });
  const ca = certificate({
    subject: issuer,
    issuer,
    publicKey: authority.publicKey,
    signer: authority.privateKey,
    validUntil: Date.now() + HOUR_MS,
    extensions: [basicConstraintsOfAuthority()],
  });
  return { cert, key, ca };
}

interface Parts {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly validUntil: number;
  readonly extensions: readonly Buffer[];
}

function certificate({ subject, issuer, publicKey, signer, validUntil, extensions }: Parts): string {
  const algorithm = sequence(oid('2a8648ce3d040302')); // ecdsa-with-SHA256
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    name(issuer),
    sequence(time(validUntil - 24 * HOUR_MS), time(validUntil)),
    name(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = sign('sha256', content, signer);
  const whole = sequence(content, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** Tag, length and value. */
function der(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), value]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function name(commonName: string): Buffer {
  return sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(commonName)))));
}

/** UTCTime, `YYMMDDhhmmssZ`. */
function time(at: number): Buffer {
  const text = new Date(at).toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return der(0x17, Buffer.from(`${text}Z`));
}

function subjectAltName(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) =>
    isIP(host) === 4 ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host)),
  );
  return sequence(oid('551d11'), der(0x04, sequence(...names)));
}

function basicConstraintsOfAuthority(): Buffer {
  const isAuthority = der(0x01, Buffer.from([0xff]));
  return sequence(oid('551d13'), isAuthority, der(0x04, sequence(isAuthority)));
}
