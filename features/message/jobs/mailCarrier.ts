import { ok } from '#kernel/result.ts'
import type { Carrier, Message } from '../model.ts'
import { buildMail } from './mime.ts'
import type { SigningKey } from './signature.ts'
import type { MailTransport } from './smtp.ts'

/** With what mails of a domain are signed, and to which address reports about a mail come back; else to its sender. */
type MailWays = {
  readonly signingKey?: (domain: string) => SigningKey | undefined
  readonly returnPath?: (message: Message) => string
}

/** A mail server as a carrier: builds each mail, signs it where there is a key for its domain, and hands it over. */
export function mailCarrier(transport: MailTransport, { signingKey, returnPath }: MailWays = {}): Carrier {
  return {
    async connect() {
      const opened = await transport.connect()
      if (!opened.ok) return opened
      const connection = opened.value
      return ok({
        async hand(message, facts, beforeLast) {
          const mail = await buildMail(facts, message.recipient, signingKey)
          if (!mail.ok) return { outcome: 'not_sent', failure: mail.code }
          const from = returnPath?.(message) ?? mail.value.from
          return connection.deliver({ ...mail.value, from }, beforeLast)
        },
        isReady: () => connection.isReady(),
        release: () => connection.release(),
      })
    },
  }
}
