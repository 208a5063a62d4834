// An issuer that is none of ours: oidc-provider on a free port of this machine. It prints its address and one token for
// each algorithm, asked for as any client would, and serves its keys until its input ends.
import { createServer } from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

const input = createInterface({ input: process.stdin });
const { audience } = JSON.parse((await input[Symbol.asyncIterator]().next()).value);
const jwk = (kid, type, options) => ({ ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }), kid, use: 'sig' });
const server = createServer();
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const url = `http://127.0.0.1:${server.address().port}`;
const algorithms = ['RS256', 'ES256'];
const provider = new Provider(url, {
  jwks: { keys: [jwk('rsa-1', 'rsa', { modulusLength: 2048 }), jwk('ec-1', 'ec', { namedCurve: 'P-256' })] },
  clients: algorithms.map((alg) => ({
    client_id: `job-${alg}`, client_secret: 'a-secret-of-the-test', grant_types: ['client_credentials'], redirect_uris: [], response_types: [],
  })),
  ttl: { ClientCredentials: 300 },
  extraTokenClaims: () => ({ project_path: 'acme/models' }),
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => audience,
      getResourceServerInfo: (context, resource, client) => ({
        scope: '', audience, accessTokenTTL: 300, accessTokenFormat: 'jwt', jwt: { sign: { alg: client.clientId.slice(4) } },
      }),
    },
  },
});
server.on('request', provider.callback());

const tokens = {};
for (const alg of algorithms) {
  const answer = await fetch(`${url}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`job-${alg}:a-secret-of-the-test`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource: audience }),
  });
  tokens[alg] = (await answer.json()).access_token;
}

console.log(JSON.stringify({ url, tokens }));
input.on('close', () => process.exit());
