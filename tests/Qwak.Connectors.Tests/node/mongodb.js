// Logs in to a server of MongoDB's protocol with the vendor's client, reads a collection, and prints what it saw.
import { readFileSync } from "node:fs";
import { MongoClient, BSON } from "mongodb";

const { hosts, user, password, collection, authSource, limit } = JSON.parse(readFileSync(0, "utf8"));
const client = new MongoClient(`mongodb://${hosts}/?authSource=${authSource}`, {
  tls: true,
  auth: { username: user, password },
  serverSelectionTimeoutMS: 4000,
  retryReads: false,
});

const failed = (step, error) => ({ step, code: error.code, name: error.name });

async function run() {
  try {
    await client.connect();
  } catch (error) {
    return failed(error.code === 18 ? "login" : "connection", error);
  }

  try {
    const database = client.db("shop");
    if ((await database.listCollections({ name: collection }, { nameOnly: true }).toArray()).length === 0) return { step: "missing" };
    const documents = await database.collection(collection).find({}, { limit, promoteValues: false, promoteLongs: false }).toArray();
    return { step: "done", documents: documents.map((document) => BSON.EJSON.stringify(document, { relaxed: false })) };
  } catch (error) {
    return failed(error.code === 18 ? "login" : "query", error);
  }
}

const result = await run();
await client.close();
process.stdout.write(JSON.stringify(result), () => process.exit(0));
