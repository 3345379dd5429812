import { getSettings, listSites } from '#features/authority/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { contactOf } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import { isoInstant, localDate, parseInstant } from '#kernel/instant.ts'
import { fail, impossible, ok } from '#kernel/result.ts'
import { hashToken } from '#platform/crypto/token.ts'
import type { Authority } from '#platform/db/authority.ts'
import { type Command, runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import { InLine } from '#platform/http/inLine.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { createTogether } from '#platform/http/together.ts'
import {
  askerOf,
  browserOf,
  type Difficulty,
  difficultyNow,
  digestOfTold,
  extendHold,
  finishForm,
  heldBooking,
  holdProven,
  lacksPhone,
  newChallenge,
  releaseHold,
  saveHoldContact,
  whyNoSms,
} from '../actions.ts'
import {
  challengeRoute,
  extendHoldRoute,
  giveContactRoute,
  heldTimeRoute,
  holdTimeRoute,
  releaseHoldRoute,
} from '../contract.ts'
import { foldEmail } from '../model/person.ts'
import { readMattersText } from '../model.ts'
import { everyone } from '../policy.ts'
import type { BookingDeps } from '../routes.ts'
import { askedOf, readContact } from './present.ts'

/** What citizens' programs may do without sign-in. */
export function registerCitizenRoutes(
  app: HttpServer<Caller, Authority>,
  { database, links, holdingLine, takenLately, lookToday }: BookingDeps,
): void {
  const together = createTogether<Difficulty>()

  bindRoute(app, challengeRoute, {
    policy: everyone,
    handler: async ({ authority, query, cookies }) => {
      const browser = browserOf(cookies)
      const matters = readMattersText(query.matters)
      const difficulty = await together(authority.key, () => database.withAuthority(authority, difficultyNow))
      return ok({ challenge: newChallenge(links, difficulty, browser, matters) })
    },
  })

  bindRoute(app, holdTimeRoute, {
    policy: everyone,
    handler: async ({ authority, body, cookies, idempotencyKey, address }) => {
      const browser = browserOf(cookies, idempotencyKey)
      const command = { key: idempotencyKey, kind: holdTimeRoute.id, caller: browser, input: body }
      const asker = askerOf(app.serving, 'api', nameOf(command), address)
      // Whoever asks how the line stands asks for nothing more.
      const time = {
        matters: askedOf(body.matters),
        siteKey: body.site,
        startsAt: parseInstant(body.startsAt),
        secondAt: body.secondAt === undefined ? undefined : parseInstant(body.secondAt),
      }
      const isTaken = () => takenLately.refuses(authority, time, { browser, key: idempotencyKey })
      if (!holdingLine.knows(authority, asker.key)) {
        await app.serving.count('booking', [`browser ${browser}`])
        if (await isTaken()) return fail('time_taken')
      }
      const hold = async (tx: Tx) => {
        const held = await holdProven(tx, links, {
          ...time,
          language: body.language,
          browser,
          proof: body.proof,
        })
        if (!held.ok) return held
        const now = (await heldBooking(tx, browser)) ?? impossible('a hold vanished')
        return ok({
          startsAt: body.startsAt,
          ...secondAtOf(now.second),
          until: isoInstant(now.until),
        })
      }
      const work = async () => {
        // Somebody before in the line may have learned it meanwhile.
        if (await isTaken()) return fail('time_taken')
        await lookToday(authority, time.siteKey, time.startsAt)
        const outcome = await runCommand(database, authority, command, hold)
        if (!outcome.ok && outcome.code === 'time_taken') takenLately.note(authority, time)
        return outcome
      }
      const turn = await holdingLine.enter(authority, asker, work, true)
      if (turn.state === 'waiting') throw new InLine('in_line', turn)
      return turn.outcome
    },
  })

  bindRoute(app, giveContactRoute, {
    policy: everyone,
    handler: async ({ authority, body, cookies, idempotencyKey }) => {
      const browser = browserOf(cookies)
      await app.serving.count('booking', [`contact ${authority.key} ${foldEmail(body.email)}`])
      // Of a date that can be guessed no fingerprint is kept.
      const { birthDate, ...input } = body
      const command = { key: idempotencyKey, kind: giveContactRoute.id, caller: browser, input }
      return runCommand(database, authority, command, async (tx) => {
        const contact = readContact(body)
        if (!contact.ok) return contact
        if (contact.value.email === null) return fail('invalid_email')
        const kind = body.kind ?? 'on_site'
        const told = birthDate === undefined ? undefined : localDate(birthDate)
        const birth = await digestOfTold(tx, links, contact.value.name, told)
        const reminders = body.reminders ?? null
        const saved = await saveHoldContact(tx, browser, { ...contact.value, reminders, kind, birth })
        if (!saved.ok) return saved
        if (lacksPhone(saved.value, contact.value)) return fail('phone_missing')
        const offered = (await contactOf(tx, saved.value.id)) ?? contact.value
        if (whyNoSms(offered, await getSettings(tx))) return fail('phone_missing')
        const given = await finishForm(tx, links, browser)
        if (!given.ok) return fail(given.code === 'no_contact' ? 'no_hold' : given.code)
        return ok({ until: isoInstant(given.value.until) })
      })
    },
  })

  bindRoute(app, heldTimeRoute, {
    policy: everyone,
    handler: ({ authority, cookies }) =>
      database.withAuthority(authority, async (tx) => {
        const held = await heldBooking(tx, browserOf(cookies))
        const site = held && (await listSites(tx)).find(({ id }) => id === held.visit.siteId)
        if (!held?.visit.appointmentAt || !site) return ok({ held: null })
        const { second, until, canExtend } = held
        const startsAt = isoInstant(held.visit.appointmentAt)
        return ok({
          held: { site: site.key, startsAt, ...secondAtOf(second), until: isoInstant(until), canExtend },
        })
      }),
  })

  bindRoute(app, extendHoldRoute, {
    policy: everyone,
    handler: ({ authority, cookies, idempotencyKey: key }) => {
      const browser = browserOf(cookies)
      const command = { key, kind: extendHoldRoute.id, caller: browser, input: {} }
      return runCommand(database, authority, command, async (tx) => {
        const extended = await extendHold(tx, browser)
        return extended.ok ? ok({ until: isoInstant(extended.value) }) : extended
      })
    },
  })

  bindRoute(app, releaseHoldRoute, {
    policy: everyone,
    handler: ({ authority, cookies, idempotencyKey: key }) => {
      const browser = browserOf(cookies)
      const command = { key, kind: releaseHoldRoute.id, caller: browser, input: {} }
      return runCommand(database, authority, command, async (tx) => {
        await releaseHold(tx, browser)
        return ok(undefined)
      })
    },
  })
}

/** The second time of two linked visits, where there is one. */
export function secondAtOf(second: Visit | undefined): { secondAt?: string } {
  return second?.appointmentAt ? { secondAt: isoInstant(second.appointmentAt) } : {}
}

/** The same command sent again finds its own place in line. */
function nameOf({ key, caller, input }: Command): string {
  return hashToken(JSON.stringify([key, caller, input])).toString('base64url')
}
