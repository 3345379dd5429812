import { checklistChangersOf, writeAudit } from '#features/staff/actions.ts'
import { type Caller, callerName } from '#features/staff/model.ts'
import { asId, type Id } from '#kernel/id.ts'
import { isoInstant } from '#kernel/instant.ts'
import type { Texts } from '#kernel/language.ts'
import { fail, ok } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { readChecklist, restoreChecklist, writeChecklist } from '../actions.ts'
import { checklistRoute, restoreChecklistRoute, writeChecklistRoute } from '../contract/editing.ts'
import type { EditedChecklist } from '../model/editing.ts'
import { checklistWriters } from '../policy.ts'

/** What to bring for a service: what holds, the change, and the way back. */
export function registerChecklistRoutes(app: HttpServer<Caller, Authority>, database: Database): void {
  bindRoute(app, checklistRoute, {
    policy: checklistWriters,
    handler: ({ authority, params }) =>
      database.withAuthority(authority, async (tx) => {
        const now = await readChecklist(tx, params.service)
        if (!now) return fail('unknown_service')
        const { title, seen, content, versions } = now
        const changers = await checklistChangersOf(
          tx,
          versions.map(({ id }) => id),
        )
        return ok({
          title: presentTexts(title),
          seen,
          checklist: present(content),
          versions: versions.map((version) => ({
            version: version.id,
            at: isoInstant(version.changedAt),
            by: changers.get(version.id)?.name ?? null,
            checklist: present(version.content),
            imported: version.imported,
            restores: version.restores,
          })),
        })
      }),
  })

  bindRoute(app, writeChecklistRoute, {
    policy: checklistWriters,
    handler: ({ authority, caller, params, body, idempotencyKey: key }) => {
      const command = { key, kind: writeChecklistRoute.id, caller: callerName(caller), input: [params, body] }
      return runCommand(database, authority, command, async (tx) => {
        const done = await writeChecklist(tx, { ...body, serviceKey: params.service })
        return done.ok ? note(tx, caller, done.value.version) : done
      })
    },
  })

  bindRoute(app, restoreChecklistRoute, {
    policy: checklistWriters,
    handler: ({ authority, caller, params, body, idempotencyKey: key }) => {
      const command = {
        key,
        kind: restoreChecklistRoute.id,
        caller: callerName(caller),
        input: [params, body],
      }
      return runCommand(database, authority, command, async (tx) => {
        const version = asId<'serviceChecklist'>(params.version)
        const done = await restoreChecklist(tx, { version, serviceKey: params.service, seen: body.seen })
        return done.ok ? note(tx, caller, done.value.version) : done
      })
    },
  })
}

async function note(tx: Tx, caller: Caller, version: Id<'serviceChecklist'>) {
  const staffId = caller.kind === 'staff' ? caller.staffId : null
  await writeAudit(tx, { action: 'checklist_changed', staffId, serviceChecklistId: version })
  return ok({ version })
}

function present({ questions, papers, ...rest }: EditedChecklist) {
  return {
    ...rest,
    questions: questions.map(({ key, kind, texts, answers }) => ({
      key,
      kind,
      texts: {
        question: presentTexts(texts.question),
        ...(texts.hint ? { hint: presentTexts(texts.hint) } : {}),
      },
      answers: answers.map((answer) => ({
        key: answer.key,
        texts: { label: presentTexts(answer.texts.label) },
      })),
    })),
    papers: papers.map(({ when, onlyIf, choice, form, ...texts }) => ({
      ...presentTexts(texts),
      when: when
        ? when.map((all) =>
            Object.fromEntries(Object.entries(all).map(([key, wanted]) => [key, [...wanted]])),
          )
        : null,
      onlyIf: onlyIf && presentTexts(onlyIf),
      choice,
      ...(form === undefined ? {} : { form }),
    })),
  }
}

function presentTexts(texts: Texts) {
  return { de: texts.de, 'de-simple': texts['de-simple'], en: texts.en }
}
