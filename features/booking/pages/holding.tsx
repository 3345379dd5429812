import type { Caller } from '#features/staff/model.ts'
import type { Links } from '#features/visit/model.ts'
import { fail, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindPage, type PageAnswer } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { keepLanguage } from '#ui/address.ts'
import {
  askerOf,
  browserOf,
  digestOfBirth,
  extendHold,
  holdProven,
  type ProvenHold,
  saveHoldContact,
} from '../actions.ts'
import { everyone } from '../policy.ts'
import { readMatters, readTime, type TimeChoice } from './address.ts'
import { AGAIN_COOKIE } from './again.ts'
import type { TypedContact } from './ContactPage.tsx'
import {
  type BookingRequest,
  carriedBy,
  carriedWith,
  checkPage,
  contactPage,
  freshTimes,
  holdOver,
} from './heldPages.tsx'
import { readHeld } from './heldView.ts'
import { toBooked } from './receipt.ts'
import type { TimeRefusal } from './refusal.ts'
import { checkBirth, checkContact, keepable, typedIn } from './typedContact.ts'
import type { BookingPageDeps, CountingDeps } from './view.ts'

/** Holding a time, keeping it for longer, taking another, and the question who comes. */
export function registerHolding(app: HttpServer<Caller, Authority>, deps: CountingDeps): void {
  const { database, links } = deps

  bindPage(app, {
    method: 'POST',
    path: '/booking/hold',
    policy: everyone,
    handler: (request) => holdAndGoOn(deps, request, readTime(request.form.get('time')), '/booking/contact'),
  })

  bindPage(app, {
    method: 'GET',
    path: '/booking/contact',
    policy: everyone,
    async handler(request) {
      const held = await database.withAuthority(request.authority, (tx) =>
        readHeld(tx, browserOf(request.cookies), request),
      )
      if (!held) return holdOver(deps, request)
      return contactPage(deps, request, held, {})
    },
  })

  bindPage(app, {
    method: 'POST',
    path: '/booking/contact',
    policy: everyone,
    async handler(request) {
      const browser = browserOf(request.cookies)
      const typed = typedIn(request.form) ?? { name: '', email: '' }
      const held = await database.withAuthority(request.authority, (tx) => readHeld(tx, browser, request))
      const checked = checkContact(typed, held?.hold.people)
      // Whoever changes the language is not told yet what is still missing.
      if (held && request.form.has('switch')) return contactPage(deps, request, held, { typed })
      if ('problems' in checked) {
        if (!held) return holdOver(deps, request)
        return contactPage(deps, request, held, { typed, problems: checked.problems })
      }
      const birth = held?.hold.scarce ? checkBirth(typed, dayOf(held.hold.now, held.site.timeZone)) : null
      if (held && birth === undefined)
        return contactPage(deps, request, held, { typed, problems: { birth: 'birthWrong' } })
      // A hold that has run out meanwhile is taken again if nobody was faster; what was typed is not lost.
      if (!held)
        return (
          (await toBooked(deps, request)) ??
          holdAndGoOn(deps, request, carriedBy(request).time, '/booking/check')
        )
      const saved = await database.withAuthority(request.authority, (tx) =>
        saveHoldContact(tx, browser, {
          ...checked.contact,
          birth: birth ? digestOfBirth(tx, links, checked.contact.name, birth) : null,
        }),
      )
      if (!saved.ok) return holdOver(deps, request)
      const keep = keepLanguage(request.here)
      return { kind: 'redirect', to: keep(held.carried.addressOf('/booking/check')) }
    },
  })

  bindPage(app, {
    method: 'POST',
    path: '/booking/extend',
    policy: everyone,
    async handler(request) {
      const { authority, idempotencyKey: key, form } = request
      const browser = browserOf(request.cookies)
      const command = { key, kind: 'booking.extendPage', caller: browser, input: {} }
      const extended = await runCommand(database, authority, command, (tx) => extendHold(tx, browser))
      const held = await database.withAuthority(authority, (tx) => readHeld(tx, browser, request))
      if (!held) return holdOver(deps, request)
      if (form.get('to') === 'check') return checkPage(deps, request, held, extended.ok)
      const typed = typedIn(form)
      return contactPage(deps, request, held, { extended: extended.ok, ...(typed ? { typed } : {}) })
    },
  })

  bindPage(app, {
    method: 'POST',
    path: '/booking/again',
    policy: everyone,
    async handler(request) {
      const contact = keepable(typedIn(request.form) ?? { name: '', email: '' })
      const browser = browserOf(request.cookies)
      if (contact) {
        await database.withAuthority(request.authority, (tx) => saveHoldContact(tx, browser, contact))
      }
      return { kind: 'redirect', to: keepLanguage(request.here)(carriedBy(request).timesAddress) }
    },
  })
}

/** Holds a time with what was typed so far and goes on; or shows a fresh list, with what was typed in it. */
export async function holdAndGoOn(
  deps: CountingDeps,
  request: BookingRequest,
  time: TimeChoice | undefined,
  next: string,
): Promise<PageAnswer> {
  const { database, links } = deps
  const typed = typedIn(request.form)
  const matters = readMatters(request.query)
  const browser = browserOf(request.cookies)
  await deps.count('booking', [`browser ${browser}`])
  const proof = request.form.get('proof') ?? undefined
  const asker = askerOf(deps, 'page', browser, request.address)
  // Whoever waits already has pressed for another time since, and keeps the place for it.
  const waits = deps.holdingLine.knows(request.authority, asker.key)
  const isTaken = (asked: TimeChoice) =>
    deps.takenLately.refuses(request.authority, { matters, ...asked }, { browser, key: null })
  if (time && !waits && (await isTaken(time)))
    return goOn(deps, request, { held: fail('time_taken'), time, next, typed })
  const goesOn = request.cookies.get(AGAIN_COOKIE) !== undefined
  const wish = { matters, language: request.language, browser, proof, goesOn }
  const take = async (): Promise<PressedHold> => {
    // Somebody before in the line may have learned it meanwhile.
    if (time && (await isTaken(time))) return { held: fail('time_taken'), time, next, typed }
    if (time) await deps.lookToday(request.authority, time.siteKey, time.startsAt)
    const held = time
      ? await runCommand(database, request.authority, null, (tx) =>
          hold(tx, links, { ...time, ...wish }, typed),
        )
      : fail('unknown_time' as const)
    if (time && !held.ok && held.code === 'time_taken')
      deps.takenLately.note(request.authority, { matters, ...time })
    return { held, time, next, typed }
  }
  const turn = await deps.holdingLine.enter(request.authority, asker, take)
  if (turn.state === 'over') return goOn(deps, request, turn.outcome)
  return {
    kind: 'redirect',
    to: keepLanguage(request.here)(carriedWith(request, time).addressOf('/booking/line')),
  }
}

/** A press on a time, with what came of it when its turn had come. */
export type PressedHold = {
  readonly held: Result<unknown, TimeRefusal>
  readonly time: TimeChoice | undefined
  readonly next: string
  readonly typed: TypedContact | undefined
}

/** Goes on with the held time; or shows a fresh list. */
export async function goOn(
  deps: BookingPageDeps,
  request: BookingRequest,
  { held, time, next, typed }: PressedHold,
): Promise<PageAnswer> {
  const carried = carriedWith(request, time)
  const keep = keepLanguage(request.here)
  if (held.ok) return { kind: 'redirect', to: keep(carried.addressOf(next)) }
  // With script the page of a hold that is over proves the work anew; without, the contact is proven first.
  if (held.code === 'proof_needed' && typed) return holdOver(deps, request, typed)
  if (held.code === 'proof_needed')
    return { kind: 'redirect', to: keep(carried.addressOf('/booking/verify')) }
  return freshTimes(deps, request, held.code, typed)
}

async function hold(
  tx: Tx,
  links: Links,
  wish: ProvenHold,
  typed: TypedContact | undefined,
): Promise<Awaited<ReturnType<typeof holdProven>>> {
  const held = await holdProven(tx, links, wish)
  const contact = typed && keepable(typed)
  if (!held.ok || !contact) return held
  // What of it counts depends on the services: a birth date only where one is scarce.
  const birth = checkBirth(typed, held.value.day)
  await saveHoldContact(tx, wish.browser, {
    ...contact,
    birth: birth ? digestOfBirth(tx, links, contact.name, birth) : null,
  })
  return held
}
