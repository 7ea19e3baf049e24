// Asks the node beside it whether it lives. `/livez` fails when only a restart helps, and not because a chain is away.
const LIMIT_MS = 4_000;

const [url = "http://127.0.0.1:9701/livez"] = process.argv.slice(2);
try {
  const response = await fetch(url, { signal: AbortSignal.timeout(LIMIT_MS), redirect: "error" });
  if (!response.ok) console.error(`${response.status} ${await response.text()}`);
  process.exitCode = response.ok ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
