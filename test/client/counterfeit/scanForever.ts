// A log that dispenses one pack for ever and says how often, until it is killed.
import { openScanLog } from "../../../client/counterfeit/scanLog.ts";

const [file] = process.argv.slice(2);
const place = "9527002000018";

if (file !== undefined && process.send !== undefined) {
  const places = { [place]: { latitude: 45, longitude: 9 } };
  const log = openScanLog({ file, key: `0x${"07".repeat(32)}`, places });
  const scanNext = (n: number): void => {
    log.scan({ unitHash: `0x${"ab".repeat(32)}`, purpose: "dispense", place, at: n });
    process.send?.(n);
    setImmediate(() => scanNext(n + 1));
  };
  scanNext(1);
}
