import { randomToken } from '#platform/crypto/token.ts'
import type { Mailbox } from './mailbox.ts'
import { type SmsGatewaySimulator, startSmsGateway } from './smsGateway.ts'

/** The SMS gateways of the demo authorities. Nothing leaves this machine: what they take lies in the mailbox. */
export type DemoSms = {
  accessOf(authorityKey: string): { readonly url: string; readonly key: string } | undefined
  stop(): Promise<void>
}

/** Starts a simulated gateway for each demo authority. */
export async function startDemoSms(
  authorities: readonly { readonly key: string; readonly demo: boolean }[],
  mailbox: Mailbox,
): Promise<DemoSms> {
  const gateways = new Map<string, { readonly gateway: SmsGatewaySimulator; readonly key: string }>()
  for (const { key: name } of authorities.filter(({ demo }) => demo)) {
    const key = randomToken()
    gateways.set(name, { key, gateway: await startSmsGateway(key, (sms) => mailbox.keepSms(name, sms)) })
  }
  return {
    accessOf(name) {
      const known = gateways.get(name)
      return known && { url: known.gateway.url, key: known.key }
    },
    async stop() {
      await Promise.all([...gateways.values()].map(({ gateway }) => gateway.stop()))
    },
  }
}
