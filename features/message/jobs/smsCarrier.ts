import { readMobile } from '#features/visit/model/phone.ts'
import type { Instant } from '#kernel/instant.ts'
import { isoInstant } from '#kernel/instant.ts'
import { ok } from '#kernel/result.ts'
import type { SmsGateway } from '#platform/sms/gateway.ts'
import { measureSms } from '#platform/sms/gsm.ts'
import { newsUntil, smsText, wishSmsText } from '../model/short.ts'
import { turnText } from '../model/turn.ts'
import { type Carrier, isAboutTurn, isAboutVisit, isAboutWish, type MailFacts } from '../model.ts'

/**
 * An SMS gateway as a carrier. The id of a message is its idempotency key, so that the gateway sends it once even when a
 * colleague has it sent again of which nobody knows whether it was taken; what did not arrive has another one. `reportTo`: where the gateway reports what became of it.
 */
export function smsCarrier(gateway: SmsGateway, reportTo: string): Carrier {
  return {
    async connect() {
      const reached = await gateway.reach()
      if (!reached.ok) return reached
      let isReady = true
      return ok({
        async hand({ id, gatewayKey, recipient }, facts, beforeLast) {
          const notSent = (failure: string) => ({ outcome: 'not_sent', failure }) as const
          const { text, until } = shortOf(facts)
          const from = facts.city.smsSender
          if (text === undefined || until === undefined) return notSent('no_text')
          if (from === null) return notSent('no_sender')
          if (readMobile(recipient) !== recipient) return notSent('bad_recipient')
          const delivery = await gateway.send(
            {
              key: gatewayKey ?? id,
              to: recipient,
              from,
              text,
              ...measureSms(text),
              validUntil: isoInstant(until),
              reportTo,
            },
            beforeLast,
          )
          isReady = delivery.outcome === 'accepted' || delivery.outcome === 'refused'
          return delivery
        },
        isReady: async () => isReady,
        release: () => undefined,
      })
    },
  }
}

/** The words, and until when they are worth handing to a phone; neither for what goes by mail alone. */
function shortOf(facts: MailFacts): {
  readonly text?: string | undefined
  readonly until?: Instant | undefined
} {
  if (isAboutTurn(facts)) return { text: turnText(facts), until: facts.until }
  if (isAboutVisit(facts)) return { text: smsText(facts), until: newsUntil(facts) }
  return isAboutWish(facts) ? { text: wishSmsText(facts), until: facts.offer?.until } : {}
}
