// An S3 server over a folder, without TLS, until its input ends. It knows one access key, and does not check signatures.
import { createInterface } from "node:readline";
import S3rver from "s3rver";
import AWSAccount from "s3rver/lib/models/account.js";

const lines = createInterface({ input: process.stdin });
lines.once("line", async (line) => {
  const { folder, accessKey, secretKey, buckets } = JSON.parse(line);
  AWSAccount.DUMMY_ACCOUNT.createKeyPair(accessKey, secretKey);
  const server = new S3rver({
    port: 0,
    address: "127.0.0.1",
    silent: true,
    directory: folder,
    configureBuckets: buckets.map((name) => ({ name })),
  });
  const { port } = await server.run();
  process.stdout.write(`${port}\n`);
});
lines.once("close", () => process.exit(0));
