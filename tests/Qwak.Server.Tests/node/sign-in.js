// Where users sign in: oidc-provider on a free port of this machine, with its own forms for login and consent. It prints its
// address when it is ready, and serves until its input ends. Who logs in as NAME has the address NAME@example.com.
import { createServer } from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

const input = createInterface({ input: process.stdin });
const { clientId, clientSecret, redirectAddress } = JSON.parse((await input[Symbol.asyncIterator]().next()).value);
const server = createServer();
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const url = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(url, {
  jwks: { keys: [{ ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }), kid: 'rsa-1', use: 'sig' }] },
  clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectAddress], grant_types: ['authorization_code'], response_types: ['code'] }],
  pkce: { required: () => true },
  cookies: { keys: ['a key of the test'] },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  conformIdTokenClaims: false,
  findAccount: (context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: `${id}@example.com`, email_verified: true, name: id }),
  }),
});
server.on('request', provider.callback());
console.log(JSON.stringify({ url }));
input.on('close', () => process.exit());
