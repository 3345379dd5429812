import { ok } from '#kernel/result.ts'
import type { Carrier } from '../model.ts'
import { buildMail } from './mime.ts'
import type { SigningKey } from './signature.ts'
import type { MailTransport } from './smtp.ts'

/** A mail server as a carrier: builds each mail, signs it where there is a key for its domain, and hands it over. */
export function mailCarrier(
  transport: MailTransport,
  signingKey?: (domain: string) => SigningKey | undefined,
): Carrier {
  return {
    async connect() {
      const opened = await transport.connect()
      if (!opened.ok) return opened
      const connection = opened.value
      return ok({
        async hand({ recipient }, facts, beforeLast) {
          const mail = await buildMail(facts, recipient, signingKey)
          return mail.ok
            ? connection.deliver(mail.value, beforeLast)
            : { outcome: 'not_sent', failure: mail.code }
        },
        isReady: () => connection.isReady(),
        release: () => connection.release(),
      })
    },
  }
}
