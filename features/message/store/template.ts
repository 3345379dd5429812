import { type Id, newId } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { lockNamed } from '#platform/db/namedLock.ts'
import { at, db, json, prepared } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { TemplateKind, TemplateTexts } from '../model/template.ts'

/** One version of the words of a kind of mail. */
export type TemplateVersion = {
  readonly id: Id<'messageTemplate'>
  readonly kind: TemplateKind
  readonly texts: TemplateTexts
  readonly changedAt: Instant
  readonly restores: Id<'messageTemplate'> | null
}

/** One decision at a time, so that nobody overwrites what they have not seen. */
export async function lockTemplates(tx: Tx): Promise<void> {
  await lockNamed(tx, 'templates')
}

const VERSION = ['id', 'kind', 'texts', 'changed_at as changedAt', 'restores'] as const

/** The words of a kind as they hold now; undefined where nobody has ever written any. By index message_template_newest. */
export function newestTemplate(tx: Tx, kind: TemplateKind): Promise<TemplateVersion | undefined> {
  return tx.first(
    prepared(
      db
        .selectFrom('message_template')
        .select(VERSION)
        .where('kind', '=', kind)
        .orderBy('id', 'desc')
        .limit(1),
    ),
  )
}

/** The versions of a kind, newest first. */
export function readVersions(tx: Tx, kind: TemplateKind, limit: number): Promise<TemplateVersion[]> {
  return tx.rows(
    db
      .selectFrom('message_template')
      .select(VERSION)
      .where('kind', '=', kind)
      .orderBy('id', 'desc')
      .limit(limit),
  )
}

/** One version. */
export function readVersion(tx: Tx, id: Id<'messageTemplate'>): Promise<TemplateVersion | undefined> {
  return tx.first(db.selectFrom('message_template').select(VERSION).where('id', '=', id))
}

/** Writes a version, which holds from now on. */
export async function insertVersion(tx: Tx, version: TemplateVersion): Promise<void> {
  await tx.run(
    db.insertInto('message_template').values({
      id: version.id,
      kind: version.kind,
      texts: json(version.texts),
      changed_at: at(version.changedAt),
      restores: version.restores,
    }),
  )
}

/** Words that are looked at before they count. */
export type TemplateDraft = { readonly kind: TemplateKind; readonly texts: TemplateTexts }

/** Keeps a draft for a while. */
export async function insertDraft(tx: Tx, { kind, texts }: TemplateDraft): Promise<Id<'templateDraft'>> {
  const id = newId<'templateDraft'>(tx.now)
  await tx.run(
    db.insertInto('template_draft').values({ id, kind, texts: json(texts), written_at: at(tx.now) }),
  )
  return id
}

/** A draft, if it is still kept. */
export function readDraft(tx: Tx, id: Id<'templateDraft'>): Promise<TemplateDraft | undefined> {
  return tx.first(db.selectFrom('template_draft').select(['kind', 'texts']).where('id', '=', id))
}

/** Forgets drafts, and with them the mails that tried them (foreign key); how many drafts. By index template_draft_age. */
export function deleteDraftsBefore(tx: Tx, before: Instant): Promise<number> {
  return tx.run(db.deleteFrom('template_draft').where('written_at', '<', at(before)))
}

/** How many mails tried words since an instant. By index message_by_draft. */
export async function countTrialsSince(tx: Tx, since: Instant): Promise<number> {
  const rows = await tx.rows(
    db
      .selectFrom('message')
      .select('id')
      .where('draft_id', 'is not', null)
      .where('created_at', '>', at(since)),
  )
  return rows.length
}

/** Puts a mail with made-up facts into the outbox. */
export async function insertTrial(
  tx: Tx,
  trial: {
    readonly draftId: Id<'templateDraft'>
    readonly language: Language
    readonly recipient: string
  },
): Promise<void> {
  await tx.run(
    db.insertInto('message').values({
      id: newId<'message'>(tx.now),
      draft_id: trial.draftId,
      kind: 'trial',
      language: trial.language,
      recipient: trial.recipient,
      state: 'due',
      due_at: at(tx.now),
      attempts: 0,
      created_at: at(tx.now),
    }),
  )
}
