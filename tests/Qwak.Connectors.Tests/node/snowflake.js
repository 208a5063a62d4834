// Logs in to a server of Snowflake's protocol with the vendor's client, runs a statement, and prints what it saw.
import { readFileSync } from "node:fs";
import snowflake from "snowflake-sdk";

const { port, user, password, privateKey, sqlText } = JSON.parse(readFileSync(0, "utf8"));
snowflake.configure({ disableOCSPChecks: true, logLevel: "OFF", keepAlive: false });

const connection = snowflake.createConnection({
  account: "localhost",
  accessUrl: `https://localhost:${port}`,
  username: user,
  ...(privateKey ? { authenticator: "SNOWFLAKE_JWT", privateKey } : { password }),
  database: "SHOP",
  schema: "PUBLIC",
  warehouse: "SMALL",
  fetchAsString: ["Number", "Date", "JSON", "Buffer"],
  sfRetryMaxLoginRetries: 1,
});

const failed = (error) => ({ code: error.code, sqlState: error.sqlState, message: error.message });

function run() {
  return new Promise((resolve) => {
    connection.connect((error) => {
      if (error) return resolve({ step: "login", ...failed(error) });
      connection.execute({
        sqlText,
        complete: (error, statement, rows) => {
          if (error) return resolve({ step: "query", ...failed(error) });
          const columns = statement.getColumns().map((column) => column.getName());
          resolve({ step: "done", columns, rows: rows.map((row) => columns.map((name) => row[name])) });
        },
      });
    });
  });
}

process.stdout.write(JSON.stringify(await run()), () => process.exit(0));
