/** The push services of the browsers that people have (2026). A star stands for one or more names in front. */
export const KNOWN_SERVICES = [
  'https://fcm.googleapis.com',
  'https://jmt17.google.com',
  'https://*.push.services.mozilla.com',
  'https://*.push.apple.com',
  'https://*.notify.windows.com',
] as const

/**
 * Does an address belong to one of these push services? Addresses come from browsers, so nothing else is ever asked:
 * else anybody could have this server speak to machines inside its own network.
 */
export function isOfService(address: string, services: readonly string[]): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, host, username, password } = new URL(address)
  if (username !== '' || password !== '') return false
  return services.some((service) => {
    const [scheme = '', name = ''] = service.split('//')
    if (scheme !== protocol) return false
    return name.startsWith('*.')
      ? host.endsWith(name.slice(1)) && host.length > name.length - 1
      : host === name
  })
}
