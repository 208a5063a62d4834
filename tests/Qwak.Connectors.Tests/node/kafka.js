// Logs in to a broker of Kafka's protocol with the client of npm, writes what it is given to a topic, reads all of it, and
// prints what it saw.
import { readFileSync } from "node:fs";
import kafkajs from "kafkajs";

const { Kafka, CompressionTypes, logLevel } = kafkajs;
const { port, user, password, mechanism, topic, messages, gzip } = JSON.parse(readFileSync(0, "utf8"));
const kafka = new Kafka({
  brokers: [`localhost:${port}`],
  ssl: true,
  ...(user ? { sasl: { mechanism, username: user, password } } : {}),
  retry: { retries: 0 },
  logLevel: logLevel.NOTHING,
});

const failed = (step, error) => ({ step, code: (error.cause ?? error).code, type: (error.cause ?? error).type, name: error.name });

async function write() {
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  const compression = gzip ? CompressionTypes.GZIP : CompressionTypes.None;
  for (const batch of messages) await producer.send({ topic, compression, messages: batch });
  await producer.disconnect();
}

// What a consumer does below its group: the topic's leaders, and a Fetch from each.
async function read() {
  const make = Object.getOwnPropertySymbols(kafka).find((symbol) => symbol.description === "private:Kafka:createCluster");
  const cluster = kafka[make]({ allowAutoTopicCreation: false, metadataMaxAge: 60000 });
  await cluster.connect();
  await cluster.addTargetTopic(topic);
  const rows = [];
  for (const { partitionId, leader } of cluster.findTopicPartitionMetadata(topic)) {
    const broker = await cluster.findBroker({ nodeId: String(leader) });
    for (let offset = 0n, end = 1n; offset < end; ) {
      const partitions = [{ partition: partitionId, fetchOffset: String(offset), maxBytes: 1048576 }];
      const { responses } = await broker.fetch({ maxWaitTime: 100, minBytes: 1, maxBytes: 1048576, topics: [{ topic, partitions }] });
      const [{ highWatermark, messages: found }] = responses[0].partitions;
      end = BigInt(highWatermark);
      for (const m of found.filter((each) => BigInt(each.offset) >= offset)) {
        const headers = Object.entries(m.headers ?? {}).map(([key, value]) => ({ key, value: value.toString("base64") }));
        rows.push([m.key?.toString("base64") ?? null, m.value?.toString("base64") ?? null, topic, partitionId, m.offset, m.timestamp, headers]);
        offset = BigInt(m.offset) + 1n;
      }
    }
  }

  await cluster.disconnect();
  return rows;
}

async function run() {
  try {
    await write();
  } catch (error) {
    return failed("write", error);
  }

  try {
    return { step: "done", rows: await read() };
  } catch (error) {
    return failed("read", error);
  }
}

process.stdout.write(JSON.stringify(await run()), () => process.exit(0));
