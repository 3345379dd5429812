import { templateChangersOf, writeAudit } from '#features/staff/actions.ts'
import { type Caller, callerName } from '#features/staff/model.ts'
import type { Links } from '#features/visit/model.ts'
import { asId, type Id } from '#kernel/id.ts'
import { isoInstant } from '#kernel/instant.ts'
import { LANGUAGES, type Texts } from '#kernel/language.ts'
import { fail, impossible, ok } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { isGenuine } from '#platform/sms/receipt.ts'
import {
  draftTemplate,
  listTemplates,
  noteReport,
  type PunctualityAt,
  readTemplateOf,
  restoreTemplate,
  sendTrial,
  showDraft,
  writeTemplate,
} from './actions.ts'
import {
  previewTemplateRoute,
  restoreTemplateRoute,
  smsReportRoute,
  templateRoute,
  templatesRoute,
  tryTemplateRoute,
  writeTemplateRoute,
} from './contract.ts'
import type { TemplateKind, TemplateTexts } from './model/template.ts'
import { gateway, templateWriters } from './policy.ts'
import { type MailReports, registerBounceRoutes } from './routes/bounce.ts'
import { registerLetterRoutes } from './routes/letter.ts'
import { secondsNow } from './routes/secondsNow.ts'
import { registerSenderRoutes } from './routes/sender.ts'

export type { MailReports } from './routes/bounce.ts'

/** What the routes of messages stand on. */
export type MessageDeps = {
  readonly database: Database
  readonly links: Links
  /** What the rules of a site's hall say of coming early and late. */
  readonly punctualityAt?: PunctualityAt
  /** With what the SMS gateway of an authority signs its reports; without one nobody reports. */
  readonly smsKey?: (authority: Authority) => string | undefined
  /** Who hands over reports about mails, and what becomes of one; without it nobody reports. */
  readonly mailReports?: MailReports
  /** Are mails of this domain signed? Without it none are. */
  readonly isSigned?: (domain: string) => boolean
}

/** The words of mails: what holds, how it would look, the change, the way back, and a mail to try it. */
export function registerMessageRoutes(app: HttpServer<Caller, Authority>, deps: MessageDeps): void {
  const { database, links, smsKey } = deps
  registerSenderRoutes(app, deps)
  registerLetterRoutes(app, deps)
  registerBounceRoutes(app, deps)
  bindRoute(app, smsReportRoute, {
    policy: gateway,
    handler: ({ authority, body }) => {
      const key = smsKey?.(authority)
      return database.withAuthority(authority, async (tx) => {
        if (!key || !isGenuine(key, body, secondsNow(tx))) return fail('not_genuine')
        const { message, state, code } = body
        await noteReport(tx, links, {
          key: asId<'gatewayKey'>(message),
          delivered: state === 'delivered',
          code,
        })
        return ok(undefined)
      })
    },
  })

  bindRoute(app, templatesRoute, {
    policy: templateWriters,
    handler: ({ authority }) =>
      database.withAuthority(authority, async (tx) => {
        const kinds = await listTemplates(tx)
        return ok({
          kinds: kinds.map(({ kind, changedAt }) => ({
            kind,
            changedAt: changedAt && isoInstant(changedAt),
          })),
        })
      }),
  })

  bindRoute(app, templateRoute, {
    policy: templateWriters,
    handler: ({ authority, params }) =>
      database.withAuthority(authority, async (tx) => ok(await present(tx, params.kind))),
  })

  bindRoute(app, previewTemplateRoute, {
    policy: templateWriters,
    handler: ({ authority, caller, params, body, idempotencyKey: key }) => {
      const command = {
        key,
        kind: previewTemplateRoute.id,
        caller: callerName(caller),
        input: [params, body],
      }
      return runCommand(database, authority, command, async (tx) => {
        const drafted = await draftTemplate(tx, { kind: params.kind, texts: body.texts })
        if (!drafted.ok) return drafted
        const draft = drafted.value
        const mails = []
        for (const language of LANGUAGES) {
          const mail = await showDraft(tx, { draft, language, publicUrl: exampleUrl(tx) })
          const { subject, text } = mail ?? impossible('a draft that was just written')
          mails.push({ language, subject, text })
        }
        return ok({ draft, mails })
      })
    },
  })

  bindRoute(app, writeTemplateRoute, {
    policy: templateWriters,
    handler: ({ authority, caller, params, body, idempotencyKey: key }) => {
      const command = { key, kind: writeTemplateRoute.id, caller: callerName(caller), input: [params, body] }
      return runCommand(database, authority, command, async (tx) => {
        const { kind } = params
        const done = await writeTemplate(tx, { kind, texts: body.texts, seen: seenId(body.seen) })
        return done.ok ? note(tx, caller, done.value) : done
      })
    },
  })

  bindRoute(app, restoreTemplateRoute, {
    policy: templateWriters,
    handler: ({ authority, caller, params, body, idempotencyKey: key }) => {
      const command = {
        key,
        kind: restoreTemplateRoute.id,
        caller: callerName(caller),
        input: [params, body],
      }
      return runCommand(database, authority, command, async (tx) => {
        const version = asId<'messageTemplate'>(params.version)
        const done = await restoreTemplate(tx, { kind: params.kind, version, seen: seenId(body.seen) })
        return done.ok ? note(tx, caller, done.value) : done
      })
    },
  })

  bindRoute(app, tryTemplateRoute, {
    policy: templateWriters,
    handler: ({ authority, caller, params, body, idempotencyKey: key }) => {
      const command = { key, kind: tryTemplateRoute.id, caller: callerName(caller), input: [params, body] }
      return runCommand(database, authority, command, async (tx) => {
        const sent = await sendTrial(tx, { ...body, draft: asId<'templateDraft'>(params.draft) })
        if (!sent.ok) return sent
        await writeAudit(tx, { action: 'template_tried', staffId: staffOf(caller) })
        return ok(undefined)
      })
    },
  })
}

/** The links of an example lead nowhere, but look like those of the city. */
function exampleUrl(tx: Tx): string {
  return `https://${tx.authority.hostnames[0] ?? 'localhost'}`
}

function seenId(seen: string | null): Id<'messageTemplate'> | null {
  return seen === null ? null : asId<'messageTemplate'>(seen)
}

function staffOf(caller: Caller): Id<'staffMember'> | null {
  return caller.kind === 'staff' ? caller.staffId : null
}

async function note(tx: Tx, caller: Caller, version: Id<'messageTemplate'>) {
  await writeAudit(tx, {
    action: 'template_changed',
    staffId: staffOf(caller),
    messageTemplateId: version,
  })
  return ok({ version })
}

async function present(tx: Tx, kind: TemplateKind) {
  const { newest, texts, builtIn, placeholders, versions } = await readTemplateOf(tx, kind, exampleUrl(tx))
  const changers = await templateChangersOf(
    tx,
    versions.map(({ id }) => id),
  )
  return {
    newest,
    texts: presentTexts(texts),
    builtIn: presentTexts(builtIn),
    placeholders: placeholders.map((each) => ({ ...each, example: presentText(each.example) })),
    versions: versions.map((version) => ({
      version: version.id,
      at: isoInstant(version.changedAt),
      by: changers.get(version.id)?.name ?? null,
      texts: presentTexts(version.texts),
      restores: version.restores,
    })),
  }
}

function presentTexts({ subject, opening, closing }: TemplateTexts) {
  return { subject: presentText(subject), opening: presentText(opening), closing: presentText(closing) }
}

function presentText(texts: Texts) {
  return { de: texts.de, 'de-simple': texts['de-simple'], en: texts.en }
}
