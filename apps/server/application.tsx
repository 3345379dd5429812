import type { PrinterSimulator } from '#apps/agent/simulator/printer.ts'
import type { ScannerSimulator } from '#apps/agent/simulator/scannerDevice.ts'
import type { DemoClocks } from '#apps/demo/live/clock.ts'
import { registerMailboxPages } from '#apps/demo/mailbox/pages.tsx'
import type { Mailbox } from '#apps/demo/mailbox.ts'
import { registerDemoPages } from '#apps/demo/pages.tsx'
import { registerPrinterPages } from '#apps/demo/printer/pages.tsx'
import {
  createHoldingLine,
  createTakenLately,
  type LiveSearch,
  noteOddity,
} from '#features/booking/actions.ts'
import { registerBookingPages } from '#features/booking/pages.tsx'
import { registerBookingRoutes } from '#features/booking/routes.ts'
import { registerCapacityRoutes } from '#features/capacity/routes.ts'
import { registerCataloguePages } from '#features/catalogue/pages.tsx'
import { registerCatalogueRoutes } from '#features/catalogue/routes.ts'
import { registerDevicePairing } from '#features/device/pages.tsx'
import { registerDeviceRoutes } from '#features/device/routes.ts'
import { type HallWatch, hallRulesOf, type Promises } from '#features/hall/actions.ts'
import { countCodeTries } from '#features/hall/model.ts'
import { registerHallPages } from '#features/hall/pages.tsx'
import { registerHallRoutes } from '#features/hall/routes.ts'
import { registerHouseRoutes } from '#features/house/routes.ts'
import { registerMessagePages } from '#features/message/pages.tsx'
import { type MailReports, registerMessageRoutes } from '#features/message/routes.ts'
import { registerNoticeRoutes } from '#features/notice/routes.ts'
import type { Vault } from '#features/papers/actions.ts'
import { registerPapersPages } from '#features/papers/pages.tsx'
import { registerPapersRoutes } from '#features/papers/routes.ts'
import { registerPrecheckRoutes } from '#features/precheck/routes.ts'
import { registerPrintRoutes } from '#features/print/routes.ts'
import { createForecasts, createPublicCalibration, createPublicWaits } from '#features/promise/jobs.ts'
import { registerPromisePages } from '#features/promise/pages.tsx'
import { registerPromiseRoutes } from '#features/promise/routes.ts'
import { registerPushRoutes } from '#features/push/routes.ts'
import { registerReadyRoutes } from '#features/ready/routes.ts'
import staffDe from '#features/staff/messages.de.json' with { type: 'json' }
import staffEn from '#features/staff/messages.en.json' with { type: 'json' }
import type { Caller } from '#features/staff/model.ts'
import { identifyStaff, registerStaffRoutes } from '#features/staff/routes.ts'
import { openWhatIf } from '#features/steering/jobs.ts'
import { registerSteeringRoutes } from '#features/steering/routes.ts'
import { registerTourRoutes } from '#features/tour/routes.ts'
import type { Links } from '#features/visit/model.ts'
import { type Language, languageTag } from '#kernel/language.ts'
import { hashToken, linkToken, secretFrom } from '#platform/crypto/token.ts'
import type { Authority } from '#platform/db/authority.ts'
import { CommandMismatch } from '#platform/db/command.ts'
import type { Database } from '#platform/db/database.ts'
import { isDatabaseUnavailable, isOverloaded } from '#platform/db/failure.ts'
import type { WakeUps } from '#platform/events/wakeUps.ts'
import { ASSETS_PATH, type Assets } from '#platform/http/assets.ts'
import { bindFiles } from '#platform/http/files.ts'
import type { PageAnswer } from '#platform/http/page.ts'
import { createHttpServer } from '#platform/http/server.ts'
import type { HttpOptions, HttpServer } from '#platform/http/serving.ts'
import { createTogether } from '#platform/http/together.ts'
import type { Log } from '#platform/log/log.ts'
import { type PushKeys, pushKeys } from '#platform/push/keys.ts'
import type { PushSender } from '#platform/push/sender.ts'
import type { Speech } from '#platform/speech/speech.ts'
import { monotonic } from '#platform/time/clock.ts'
import { rememberCityNames } from './cityNames.ts'
import { registerConsole } from './console.tsx'
import type { Directory } from './directory.ts'
import { makeErrorPage, makeFrame } from './frame.tsx'
import { makeLookToday } from './lookToday.ts'
import { punctualityAt } from './punctuality.ts'
import { problemText } from './texts.ts'

/** What the application is put together from. */
export type ApplicationParts = {
  readonly database: Database
  readonly directory: Directory
  readonly hallWatch: HallWatch
  readonly wakeUps: WakeUps
  /** Tells of calls to come; without it no time is named anywhere. */
  readonly promises?: Promises
  readonly liveSearch: LiveSearch
  readonly links: Links
  /** Where papers lie that people hand in, and their keys. */
  readonly vault: Vault
  readonly assets: Assets
  readonly log: Log
  /** Speaks calls on displays; without it they have the chime alone. */
  readonly speech?: Speech
  /** Tells phones of their turn while their page is closed; without it they have the page alone. */
  readonly push?: {
    readonly sender: PushSender
    readonly keys: (authority: Authority, month: string) => PushKeys
  }
  /** With what the SMS gateway of an authority signs its reports. */
  readonly smsKey?: (authority: Authority) => string | undefined
  /** Reports about mails that come in over HTTP. */
  readonly mailReports?: MailReports
  /** Are mails of this domain signed? */
  readonly isSigned?: (domain: string) => boolean
  /** The mailbox of the demo authorities; without it /demo/mail does not exist. */
  readonly mailbox?: Mailbox
  /** The simulated printer of the demo; without it /demo/printer does not exist. */
  readonly printer?: PrinterSimulator
  /** The simulated scanner beside it. */
  readonly scanner?: ScannerSimulator
  /** The clocks of the demo authorities; without them /demo does not exist. */
  readonly clocks?: DemoClocks
  readonly http?: Partial<HttpOptions<Caller, Authority>>
  /** How long a time that was refused is refused without another look; only tests of races want nothing of it. Milliseconds. */
  readonly takenLasts?: number
}

/** Where times are taken: refused here by the rate limits, it is counted for the report of oddities. */
const BOOKING_PATH = /^\/(booking|api\/holds|api\/bookings)(\/|\?|$)/

/** Builds the HTTP application out of all features. Nothing listens yet. */
export function buildApplication(parts: ApplicationParts): HttpServer<Caller, Authority> {
  const { database, assets } = parts
  const framing = { ...parts, names: rememberCityNames() }
  const app = createHttpServer<Caller, Authority>({
    log: parts.log,
    identify: identifyStaff({ database }),
    resolveAuthority: async (hostname) => parts.directory.answer(hostname),
    errorPage: makeErrorPage(framing),
    isUnavailable: isDatabaseUnavailable,
    isOverloaded,
    sendersFault: (error) => (error instanceof CommandMismatch ? 'idempotency_key_reused' : undefined),
    ready: async () => {
      const reached = await database.authorities().then(
        () => true,
        () => false,
      )
      return reached ? [] : ['database']
    },
    problemTitle: (code, language) => staffProblem(code, language) ?? problemText(code, language),
    api: { title: 'Dran', version: '1', stylesheet: assets.url('citizen.css') },
    ...parts.http,
  })
  app.addHook('onResponse', async (request, reply) => {
    if (reply.statusCode !== 429 || !BOOKING_PATH.test(request.url)) return
    const key = parts.directory.answer(request.hostname)?.key
    if (key) noteOddity(key, 'rate_limited')
  })
  const whatIf = openWhatIf()
  app.addHook('onClose', () => whatIf.stop())
  const publicWaits = createPublicWaits(parts)
  const deps = {
    ...parts,
    whatIf,
    onError: (error: unknown) => parts.log.error(error instanceof Error ? error : new Error(String(error))),
    frame: makeFrame(framing),
    hallRules: hallRulesOf,
    punctualityAt,
    holdingLine: createHoldingLine(),
    takenLately: createTakenLately(parts.database, parts.takenLasts),
    lookToday: makeLookToday(parts),
    codeTries: countCodeTries(monotonic),
    together: createTogether<PageAnswer>(),
    publicWaits,
    forecasts: createForecasts({ ...parts, publicWaits }),
    publicCalibration: createPublicCalibration(parts),
  }
  bindFiles(app, { root: assets.directory, prefix: ASSETS_PATH, hashed: true })
  registerStaffRoutes(app, deps)
  registerDeviceRoutes(app, deps)
  registerDevicePairing(app, deps)
  registerPrintRoutes(app, deps)
  registerCatalogueRoutes(app, deps)
  registerCapacityRoutes(app, deps)
  registerHouseRoutes(app, deps)
  registerTourRoutes(app, deps)
  registerPrecheckRoutes(app, deps)
  registerBookingRoutes(app, deps)
  registerHallRoutes(app, deps)
  registerPromiseRoutes(app, deps)
  registerPushRoutes(app, deps)
  registerNoticeRoutes(app, deps)
  registerMessageRoutes(app, deps)
  registerReadyRoutes(app, deps)
  registerSteeringRoutes(app, deps)
  registerCataloguePages(app, deps)
  registerBookingPages(app, deps)
  registerPapersRoutes(app, deps)
  registerPapersPages(app, deps)
  registerHallPages(app, deps)
  registerPromisePages(app, deps)
  registerMessagePages(app, deps)
  if (parts.clocks) registerDemoPages(app, { ...deps, clocks: parts.clocks })
  if (parts.printer) registerPrinterPages(app, { ...deps, printer: parts.printer, scanner: parts.scanner })
  if (parts.mailbox) registerMailboxPages(app, { ...deps, mailbox: parts.mailbox })
  registerConsole(app, assets)
  return app
}

/** Makes and reads the links of visits with keys of this installation; each authority has its own. */
export function makeLinks(secret: string): Links {
  const keys = new Map<string, ReturnType<typeof secretFrom>>()
  const keyOf = (authorityKey: string) => {
    const key = keys.get(authorityKey) ?? secretFrom(secret, `visit links of ${authorityKey}`)
    keys.set(authorityKey, key)
    return key
  }
  return {
    tokenOf: (authorityKey, visitId, generation) =>
      linkToken(keyOf(authorityKey), 'visit', visitId, generation),
    digestOf: hashToken,
  }
}

const staffTexts: { readonly [language: string]: Readonly<Record<string, string>> } = {
  de: staffDe,
  en: staffEn,
}

/** The sentence for a code of the staff's routes; other screens have sentences of their own. */
function staffProblem(code: string, language: Language): string | undefined {
  return staffTexts[languageTag(language)]?.[code]
}

/** The keys by which push services know this installation: other ones for each authority and month. */
export function makePushKeys(secret: string): (authority: Authority, month: string) => PushKeys {
  let kept = new Map<string, PushKeys>()
  return ({ key }, month) => {
    const name = `${key} ${month}`
    const keys = kept.get(name) ?? pushKeys(secret, name)
    // Those of months that are over are never asked for again.
    if (kept.size > KEYS_KEPT) kept = new Map()
    kept.set(name, keys)
    return keys
  }
}

/** More than cities of one installation times two months. */
const KEYS_KEPT = 1_000
