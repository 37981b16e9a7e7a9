import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, it } from 'node:test';
import { personalAccessToken } from '../../../src/workspace/auth/pat';
import { createNetwork, type NetworkSettings } from '../../../src/workspace/network';
import { callJson } from '../../../src/workspace/rest';
import { makeCertificate } from '../../support/certificate';
import { FAKE_TOKEN, QUICK, startFakeWorkspace } from '../../support/fakeWorkspace/fakeWorkspace';
import { startProxy } from '../../support/proxy';
import { temporaryFolder } from '../../support/temporary';

const NEVER = new AbortController().signal;

function connect(host: string, settings: NetworkSettings, environment: Record<string, string> = {}) {
  const tokens = personalAccessToken({ host }, FAKE_TOKEN);
  const rest = {
    tokens,
    network: createNetwork(settings, environment),
    limits: { ...QUICK, overallMs: 500 },
  };
  return callJson(rest, { method: 'GET', path: '/api/2.0/preview/scim/v2/Me', what: 'Connecting' }, NEVER);
}

describe('the network', () => {
  it('trusts the certificates that are given, besides those of Node', async (test) => {
    const { host, ca } = await startFakeWorkspace(test);
    await connect(host, { certificates: [ca] });
    const other = makeCertificate().ca;
    await connect(host, { certificates: [other, ca] });
    const file = path.join(temporaryFolder(test), 'ca.pem');
    writeFileSync(file, ca);
    await connect(host, { certificates: [other] }, { NODE_EXTRA_CA_CERTS: file });
    assert.throws(() => createNetwork({ certificates: [other] }, { NODE_EXTRA_CA_CERTS: `${file}.none` }), {
      code: 'not-found',
      message: /NODE_EXTRA_CA_CERTS/,
    });
  });

  it('says what is wrong with a certificate, and what to do', async (test) => {
    const cases = [
      {
        certificate: makeCertificate(),
        code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
        says: /issued by an authority that is not known here/,
      },
      {
        certificate: makeCertificate({ selfSigned: true }),
        code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
        says: /is self-signed/,
      },
      {
        certificate: makeCertificate({ validUntil: Date.now() - 1000 }),
        trusted: true,
        code: 'CERT_HAS_EXPIRED',
        says: /has expired/,
        advice: /clock/,
      },
      {
        certificate: makeCertificate({ hosts: ['other.example.com'] }),
        trusted: true,
        code: 'ERR_TLS_CERT_ALTNAME_INVALID',
        says: /is for another host/,
        advice: /address/,
      },
    ];
    for (const {
      certificate,
      trusted,
      code,
      says,
      advice = /NODE_EXTRA_CA_CERTS.*http\.proxyStrictSSL/,
    } of cases) {
      const { host, requests } = await startFakeWorkspace(test, certificate);
      const settings = trusted === true ? { certificates: [certificate.ca] } : {};
      await assert.rejects(connect(host, settings), (error: Error & { code?: string; advice?: string }) => {
        assert.equal(error.code, 'unreachable');
        assert.match(error.message, says);
        assert.ok(
          error.message.includes(`the certificate of ${host}`) && error.message.includes(code),
          error.message,
        );
        assert.match(error.advice ?? '', advice);
        return true;
      });
      assert.equal(requests.length, 0, 'no token was sent');
    }
  });

  it('leaves the check out only where the user said so', async (test) => {
    const { host } = await startFakeWorkspace(test, makeCertificate({ selfSigned: true }));
    await connect(host, { strictSsl: false });
    await assert.rejects(connect(host, { strictSsl: true }), { code: 'unreachable' });
  });

  it('says that a host is not known, that nothing listens, and that a server speaks no TLS', async (test) => {
    await assert.rejects(connect('no-such-workspace.invalid', {}), {
      code: 'unreachable',
      message:
        /^Connecting: no-such-workspace\.invalid (is not known: there is no such host|could not be looked up)/,
    });
    const server = net.createServer((socket) => socket.resume().end('SSH-2.0-x\r\n'));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    await assert.rejects(connect(host, {}), { code: 'unreachable', message: /does not speak TLS/ });
    await new Promise((resolve) => server.close(resolve));
    await assert.rejects(connect(host, {}), {
      code: 'unreachable',
      message: /refused the connection \(ECONNREFUSED\)/,
    });
    test.after(() => server.close());
  });

  it('reads the certificates once, and not for every request', () => {
    const { agentFor } = createNetwork({ certificates: [makeCertificate().ca] }, {});
    const name = agentFor(new URL('https://host'), true).getName({ host: 'host', port: 443 });
    assert.ok(name.length < 200, name);
  });

  it('goes through a proxy, checks the certificate behind it, and keeps the tunnel', async (test) => {
    const { host, ca, network: direct } = await startFakeWorkspace(test);
    const proxy = await startProxy(test);
    const settings = { certificates: [ca], proxy: proxy.url };
    const network = createNetwork(settings, {});
    const rest = { tokens: personalAccessToken({ host }, FAKE_TOKEN), network, limits: QUICK };
    const me = { method: 'GET', path: '/api/2.0/preview/scim/v2/Me', what: 'Connecting' } as const;
    for (let round = 0; round < 3; round += 1) await callJson(rest, me, NEVER);
    assert.deepEqual(proxy.targets, [host], 'one tunnel for three calls');
    await assert.rejects(connect(host, { proxy: settings.proxy }), {
      code: 'unreachable',
      message: /certificate/,
    });
    await connect(host, { certificates: [ca] }, { HTTPS_PROXY: settings.proxy, NO_PROXY: '127.0.0.1' });
    assert.equal(proxy.targets.length, 2, 'NO_PROXY went past the proxy');
    assert.equal(direct.proxyFor(new URL(`https://${host}`)), undefined);
  });

  it('sends what must not be sent twice by no connection that was kept open', async (test) => {
    const workspace = await startFakeWorkspace(test);
    const { host, ca } = workspace;
    const proxy = await startProxy(test);
    const network = createNetwork({ certificates: [ca], proxy: proxy.url }, {});
    const rest = { tokens: personalAccessToken({ host }, FAKE_TOKEN), network, limits: QUICK };
    const put = { method: 'POST', path: '/api/2.0/dbfs/put', what: 'Writing' } as const;
    const me = { method: 'GET', path: '/api/2.0/preview/scim/v2/Me', what: 'Connecting' } as const;
    await callJson(rest, me, NEVER);
    for (const file of ['/a', '/b'])
      await callJson(rest, { ...put, json: { path: file, contents: '' } }, NEVER);
    await callJson(rest, me, NEVER);
    assert.equal(proxy.targets.length, 3, 'one tunnel for both of the first kind, one for each of the other');
    const connections = workspace.requests.map(({ headers }) => headers.connection);
    assert.deepEqual(connections, ['keep-alive', 'close', 'close', 'keep-alive']);
  });

  it('says what the proxy said, without its password', async (test) => {
    const { host, ca } = await startFakeWorkspace(test);
    const asking = await startProxy(test);
    await assert.rejects(connect(host, { certificates: [ca], proxy: `http://user:wrong@${asking.host}` }), {
      code: 'unreachable',
      message: `Connecting: the proxy ${asking.host} asks for a user name and a password.`,
    });
    const refusing = await startProxy(test, { refuse: 403 });
    await assert.rejects(connect(host, { certificates: [ca], proxy: refusing.host }), {
      code: 'unreachable',
      message: `Connecting: the proxy ${refusing.host} did not connect (status 403).`,
    });
    await assert.rejects(connect(host, { certificates: [ca], proxy: 'http://user:wrong@127.0.0.1:9' }), {
      code: 'unreachable',
      message: `Connecting: ${host} (by the proxy 127.0.0.1:9) refused the connection (ECONNREFUSED).`,
    });
  });
});
