// Runs a statement with ClickHouse's own client, and prints what it saw. Numbers come as text, as far as the server can quote them.
import { readFileSync } from "node:fs";
import { createClient } from "@clickhouse/client";

const { port, user, password, database, sqlText } = JSON.parse(readFileSync(0, "utf8"));
const client = createClient({
  url: `https://localhost:${port}`,
  username: user,
  password,
  database,
  clickhouse_settings: {
    date_time_output_format: "iso",
    output_format_json_quote_64bit_integers: 1,
    output_format_json_quote_decimals: 1,
    output_format_decimal_trailing_zeros: 1,
    output_format_json_quote_denormals: 1,
    output_format_json_named_tuples_as_objects: 1,
  },
  log: { level: 127 },
});

let seen;
try {
  const result = await client.query({ query: sqlText, format: "JSONCompactEachRowWithNamesAndTypes" });
  const [columns, types, ...rows] = await result.json();
  seen = { step: "done", columns, types, rows };
} catch (error) {
  seen = { step: "query", code: error.code, type: error.type };
}

process.stdout.write(JSON.stringify(seen), () => process.exit(0));
