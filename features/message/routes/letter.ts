import { findSite, listSites } from '#features/authority/actions.ts'
import { writeAudit } from '#features/staff/actions.ts'
import { type AuditAction, type Caller, callerName } from '#features/staff/model.ts'
import { asId, type Id } from '#kernel/id.ts'
import { isoInstant } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import {
  countLateLetters,
  letterRoom,
  makeLetterRun,
  mayUndo,
  noteReturnedLetter,
  postRun,
  undoRun,
} from '../actions.ts'
import {
  lateLettersRoute,
  lettersRoute,
  postLettersRoute,
  printLettersRoute,
  returnedLetterRoute,
  undoLettersRoute,
} from '../contract/letter.ts'
import { letterSite, letterWatchers, printers } from '../policy.ts'
import type { MessageDeps } from '../routes.ts'

/** Letters for the print room: what waits, the runs, and what the post brought back. */
export function registerLetterRoutes(
  app: HttpServer<Caller, Authority>,
  { database, links, punctualityAt }: MessageDeps,
): void {
  bindRoute(app, lettersRoute, {
    policy: printers,
    handler: ({ authority, caller }) =>
      database.withAuthority(authority, async (tx) => ok(await present(tx, letterSite(caller)))),
  })

  bindRoute(app, lateLettersRoute, {
    policy: letterWatchers,
    handler: ({ authority }) =>
      database.withAuthority(authority, async (tx) => ok({ count: await countLateLetters(tx) })),
  })

  bindRoute(app, printLettersRoute, {
    policy: printers,
    handler: ({ authority, caller, body, idempotencyKey: key }) => {
      const command = { key, kind: printLettersRoute.id, caller: callerName(caller), input: body }
      return runCommand(database, authority, command, async (tx) => {
        const site = await siteToPrint(tx, caller, body.site)
        if (!site.ok) return site
        const made = await makeLetterRun(tx, { links, punctualityAt }, site.value)
        if (!made.ok) return made
        await note(tx, caller, 'letters_printed')
        const { id, ...run } = made.value
        return ok({ run: id, ...run })
      })
    },
  })

  bindRoute(app, postLettersRoute, {
    policy: printers,
    handler: ({ authority, caller, params, idempotencyKey: key }) => {
      const command = { key, kind: postLettersRoute.id, caller: callerName(caller), input: params }
      return runCommand(database, authority, command, async (tx) => {
        const posted = await postRun(tx, asId<'letterRun'>(params.run), letterSite(caller))
        if (!posted.ok) return posted
        await note(tx, caller, 'letters_posted')
        return ok(undefined)
      })
    },
  })

  bindRoute(app, undoLettersRoute, {
    policy: printers,
    handler: ({ authority, caller, params, idempotencyKey: key }) => {
      const command = { key, kind: undoLettersRoute.id, caller: callerName(caller), input: params }
      return runCommand(database, authority, command, async (tx) => {
        const undone = await undoRun(tx, asId<'letterRun'>(params.run), letterSite(caller))
        if (!undone.ok) return undone
        await note(tx, caller, 'letters_taken_back')
        return ok(undefined)
      })
    },
  })

  bindRoute(app, returnedLetterRoute, {
    policy: printers,
    handler: ({ authority, caller, body, idempotencyKey: key }) => {
      const command = { key, kind: returnedLetterRoute.id, caller: callerName(caller), input: body }
      return runCommand(database, authority, command, async (tx) => {
        const noted = await noteReturnedLetter(tx, body.number, letterSite(caller))
        if (!noted.ok) return noted
        await note(tx, caller, 'letter_returned')
        return ok({ listed: noted.value.listed })
      })
    },
  })
}

/** Of which site letters are printed: of the caller's own, whatever was asked; null for all. */
async function siteToPrint(
  tx: Tx,
  caller: Caller,
  key: string | undefined,
): Promise<Result<Id<'site'> | null, 'unknown_site'>> {
  const own = letterSite(caller)
  if (key === undefined) return ok(own)
  const site = await findSite(tx, key)
  return site && (own === null || own === site.id) ? ok(site.id) : fail('unknown_site')
}

async function present(tx: Tx, siteId: Id<'site'> | null) {
  const { waiting, runs } = await letterRoom(tx, siteId)
  const sites = new Map((await listSites(tx)).map(({ id, key }) => [id, key]))
  const shown = []
  for (const run of runs)
    shown.push({
      run: run.id,
      number: run.number,
      site: run.siteId && (sites.get(run.siteId) ?? run.siteId),
      madeAt: isoInstant(run.madeAt),
      letters: run.letters,
      postedAt: run.postedAt && isoInstant(run.postedAt),
      mayUndo: await mayUndo(tx, run),
    })
  return {
    waiting: waiting.map(({ siteId: id, count, oldestAt, late }) => ({
      site: sites.get(id) ?? id,
      count,
      oldestAt: isoInstant(oldestAt),
      late,
    })),
    runs: shown,
  }
}

async function note(tx: Tx, caller: Caller, action: AuditAction): Promise<void> {
  await writeAudit(tx, { action, staffId: caller.kind === 'staff' ? caller.staffId : null })
}
