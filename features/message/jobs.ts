import { CONTACT_DAYS } from '#features/visit/model.ts'
import { DAY, MINUTE, plus } from '#kernel/instant.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type Line, startLines } from '#platform/events/lines.ts'
import type { WakeUps } from '#platform/events/wakeUps.ts'
import { monotonic } from '#platform/time/clock.ts'
import {
  dropOutdated,
  endLostAttempts,
  forgetDrafts,
  forgetRecipientsBefore,
  forgetRefusalsBefore,
} from './actions.ts'
import { type SenderDeps, sendDueMessages } from './jobs/sending.ts'
import { CARRIED, type CarriedChannel } from './model/carrier.ts'
import { REFUSED_DAYS } from './model/refusal.ts'

export { type BounceMailbox, type Handled, openBounceMailbox } from './jobs/bounceMailbox.ts'
export { readBounces, startBounces, takeReport } from './jobs/bounces.ts'
export { type SenderDeps, sendDueMessages } from './jobs/sending.ts'
export { readSigningKey, type SigningKey } from './jobs/signature.ts'
export { smsCarrier } from './jobs/smsCarrier.ts'
export { type MailConnection, type MailTransport, openTransport } from './jobs/smtp.ts'

/** An attempt older than this, whose last byte has not left, has lost its sender; a slow one gives up by itself. */
const LOST_BEFORE_LAST_MS = 5 * MINUTE
/** The same behind the last byte: longer than any server may think (jobs/smtp.ts). */
const LOST_AFTER_MS = 20 * MINUTE

/** A sender at work. */
export type Sender = {
  /** Finishes the message in hand and takes no further one. */
  stop(): Promise<void>
}

/** How often each outbox is tidied. */
const TIDY_EVERY_MS = MINUTE
/** How long a carrier that is away is left alone, longer each time. */
const PAUSES_MS = [2_000, 5_000, 10_000, 30_000] as const

/**
 * Sends the messages of all authorities: woken by every commit that queues one (topic `outbox`), and once a second.
 * Each channel of each authority has its own line, so that a slow mail server holds up no other city and no SMS. Any
 * number of nodes may run it.
 */
export function startSender(
  deps: SenderDeps & { readonly wakeUps: WakeUps; readonly authorities: () => readonly Authority[] },
): Sender {
  return startLines(deps.authorities, (key, stopped) => {
    const lines = CARRIED.map((channel) => startLine(deps, key, channel, stopped))
    return {
      async stop() {
        await Promise.all(lines.map((line) => line.stop()))
      },
    }
  })
}

/** The sender of one channel of an authority; a look at the outbox never begins before the last one has ended. */
function startLine(
  deps: SenderDeps & { readonly wakeUps: WakeUps; readonly authorities: () => readonly Authority[] },
  key: string,
  channel: CarriedChannel,
  stopped: () => boolean,
): Line {
  let looking: Promise<void> = Promise.resolve()
  let failures = 0
  let quietUntil = 0
  let tidiedAt = Number.NEGATIVE_INFINITY

  const look = async () => {
    // Read anew each time: a demo clock jumps.
    const authority = deps.authorities().find((each) => each.key === key)
    if (!authority || stopped() || monotonic() < quietUntil) return
    if (channel === 'mail' && monotonic() - tidiedAt >= TIDY_EVERY_MS) {
      tidiedAt = monotonic()
      await tidyOutbox(deps, authority)
    }
    const round = await sendDueMessages(deps, authority, stopped, channel)
    failures = round.unreachable ? failures + 1 : 0
    if (round.unreachable) quietUntil = monotonic() + (PAUSES_MS[failures - 1] ?? 30_000)
  }

  const watcher = deps.wakeUps.watch({ authority: key, topic: 'outbox' }, () => {
    looking = look().catch((error: unknown) => {
      deps.log.error({ authority: key, channel, error }, 'sending stopped')
      quietUntil = monotonic() + PAUSES_MS[0]
    })
    return looking
  })
  return {
    async stop() {
      watcher.stop()
      await looking
    },
  }
}

/** Addresses forgotten in one transaction. */
const FORGOTTEN_AT_ONCE = 1_000

/**
 * Forgets the addresses of mails that failed or whose fate is unknown as long after the visit as its contact goes, and
 * what addresses have refused and what was tried. For every authority once an hour; how many.
 */
export async function forgetOldRecipients(tx: Tx): Promise<number> {
  await forgetRefusalsBefore(tx, plus(tx.now, -REFUSED_DAYS * DAY))
  await forgetDrafts(tx)
  return forgetRecipientsBefore(tx, addDays(dayOf(tx.now, 'UTC'), -CONTACT_DAYS), FORGOTTEN_AT_ONCE)
}

/**
 * Tidies the outbox: gives up what is out of date, and ends the attempts of senders that have died. What had not left yet
 * is due again; what may be out is flagged, because nobody knows. How many were flagged.
 */
export async function tidyOutbox({ database, log }: SenderDeps, authority: Authority): Promise<number> {
  const lost = await database.withAuthority(authority, async (tx) => {
    await dropOutdated(tx)
    return endLostAttempts(tx, {
      attemptedBefore: plus(tx.now, -LOST_BEFORE_LAST_MS),
      handedBefore: plus(tx.now, -LOST_AFTER_MS),
    })
  })
  if (lost.again + lost.unknown > 0)
    log.warn({ authority: authority.key, ...lost }, 'mails whose sender died')
  return lost.unknown
}
