import { lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { SourceError } from "./errors.ts";

/** Networks that are not the public internet: a payload address must not reach into the operator's own. */
const PRIVATE_IPV4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];

/**
 * Only global unicast (2000::/3) is public, which leaves out addresses that carry an IPv4 address (mapped, NAT64), link-local
 * and multicast ones; of it, tunnels to IPv4 (Teredo, 6to4), protocol assignments and documentation are not.
 */
const PUBLIC_IPV6 = ["2000::", 3] as const;
const PRIVATE_IPV6: readonly (readonly [string, number])[] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];

const blocked = new BlockList();
for (const [net, prefix] of PRIVATE_IPV4) blocked.addSubnet(net, prefix, "ipv4");
for (const [net, prefix] of PRIVATE_IPV6) blocked.addSubnet(net, prefix, "ipv6");
const publicIpv6 = new BlockList();
publicIpv6.addSubnet(...PUBLIC_IPV6, "ipv6");

/** Whether an IP address is on the public internet. */
export const isPublicAddress = (address: string): boolean => {
  const family = isIP(address);
  if (family === 4) return !blocked.check(address, "ipv4");
  return family === 6 && publicIpv6.check(address, "ipv6") && !blocked.check(address, "ipv6");
};

/** Refuses a host written as a private IP address. Names are checked when they are resolved. */
export const assertPublicHost = (hostname: string): void => {
  const bare = hostname.replace(/^\[|\]$/g, "");
  if (isIP(bare) !== 0 && !isPublicAddress(bare)) throw new SourceError("PRIVATE_ADDRESS");
};

/**
 * A DNS lookup that fails for names with a private address. It is the connection's own lookup, so that what was checked is
 * what is connected to, however often the name changes its mind.
 */
export const lookupPublic =
  (resolve: typeof lookup): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, "");
      if (addresses.some(({ address }) => !isPublicAddress(address))) {
        return callback(new SourceError("PRIVATE_ADDRESS"), "");
      }
      if (options.all) return callback(null, addresses);
      const [first] = addresses;
      return first === undefined
        ? callback(new SourceError("UNREACHABLE"), "")
        : callback(null, first.address, first.family);
    });
  };

export const publicLookup: LookupFunction = lookupPublic(lookup);
