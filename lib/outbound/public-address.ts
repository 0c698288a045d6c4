import 'server-only'
import { BlockList, isIP, isIPv4 } from 'node:net'

/** Networks that are not the public internet (IANA special-purpose registries): nobody's identity provider lives there. */
const V4 = ['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4']
/** Of IPv6 only global unicast is public, and not all of that: what carries an IPv4 address inside could lead anywhere. */
const V6_PUBLIC = ['2000::/3']
const V6_NOT = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20']

function listOf(family: 'ipv4' | 'ipv6', networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address, bits] = network.split('/') as [string, string]
    list.addSubnet(address, Number(bits), family)
  }
  return list
}

const [v4, v6, v6Not] = [listOf('ipv4', V4), listOf('ipv6', V6_PUBLIC), listOf('ipv6', V6_NOT)]
const loopback = listOf('ipv4', ['127.0.0.0/8'])

/** @param address an IP address in any spelling @returns whether it belongs to the public internet (RFC 6890); false for what is no address */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !v4.check(address, 'ipv4')
  return isIP(address) === 6 && v6.check(address, 'ipv6') && !v6Not.check(address, 'ipv6')
}

/** @returns whether it is this machine, spelled as one does */
export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || (isIPv4(address) && loopback.check(address, 'ipv4'))
}
