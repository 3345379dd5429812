import { BlockList, isIP, isIPv4 } from 'node:net'

/**
 * An address in one notation: IPv4 also where it came mapped into IPv6 (`::ffff:127.0.0.1`), IPv6 in eight full
 * groups without zone. Text that is no address comes back as it is.
 */
export function canonicalAddress(address: string): string {
  const bare = address.split('%')[0] ?? address
  if (isIP(bare) !== 6) return bare
  const groups = ipv6Groups(bare)
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  if (mapped) return [groups[6], groups[7]].flatMap((group = 0) => [group >> 8, group & 255]).join('.')
  return groups.map((group) => group.toString(16)).join(':')
}

function ipv6Groups(address: string): number[] {
  const hexadecimal = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [head = '', tail] = hexadecimal.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0')
  return [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16))
}

/** Does this (canonical or raw) address belong to this machine itself? */
export function isLoopback(address: string): boolean {
  const canonical = canonicalAddress(address)
  return canonical.startsWith('127.') || canonical === '0:0:0:0:0:0:0:1'
}

/**
 * Whom a rate limit counts: an IPv4 /24 or an IPv6 /64, because whoever has one address there has them all.
 * In 127.0.0.0/8 each address counts alone: demo visitors and load tests come from many of them.
 */
export function limitKey(address: string): string {
  const canonical = canonicalAddress(address)
  if (isIPv4(canonical)) return isLoopback(canonical) ? canonical : canonical.replace(/\.\d+$/, '.0/24')
  return `${canonical.split(':').slice(0, 4).join(':')}::/64`
}

/** Whom a cap on open streams counts: one IPv4 address or one IPv6 /64. */
export function streamKey(address: string): string {
  const canonical = canonicalAddress(address)
  return isIPv4(canonical) ? canonical : limitKey(canonical)
}

/**
 * Tests whether an address lies in one of the networks (`192.0.2.0/24`, `2001:db8::/32` or single addresses).
 * Throws on text that is no network.
 */
export function networkTest(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const network of networks) {
    const [base = '', length] = network.split('/')
    const family = isIPv4(base) ? 'ipv4' : 'ipv6'
    if (isIP(base) === 0) throw new RangeError(`not a network: ${network}`)
    if (length === undefined) list.addAddress(base, family)
    else list.addSubnet(base, Number(length), family)
  }
  return (address) => {
    const canonical = canonicalAddress(address)
    return isIP(canonical) !== 0 && list.check(canonical, isIPv4(canonical) ? 'ipv4' : 'ipv6')
  }
}
