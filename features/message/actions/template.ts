import { listSites } from '#features/authority/actions.ts'
import { type Id, newId } from '#kernel/id.ts'
import { DAY, HOUR, plus } from '#kernel/instant.ts'
import type { Language, Texts } from '#kernel/language.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { readEmail } from '../model/address.ts'
import { type ComposedMessage, composeMessage, wordedParts } from '../model/compose.ts'
import { type SampleGround, sampleFacts } from '../model/sample.ts'
import {
  BUILT_IN,
  faultsOfTexts,
  type Placeholder,
  placeholdersOf,
  sameTexts,
  TEMPLATE_KINDS,
  type TemplateKind,
  type TemplatePart,
  type TemplateTexts,
  tidyTexts,
  type Wording,
} from '../model/template.ts'
import { templateKindOf, valuesOf } from '../model/templateValues.ts'
import type { MailFacts, Message } from '../model.ts'
import {
  countTrialsSince,
  deleteDraftsBefore,
  insertDraft,
  insertTrial,
  insertVersion,
  lockTemplates,
  newestTemplate,
  readDraft,
  readVersion,
  readVersions,
  type TemplateVersion,
} from '../store/template.ts'
import { describeCity, describeSite } from './describe.ts'

/** Versions that the history shows. */
const VERSIONS_SHOWN = 50
/** So many tests leave within an hour: enough to try every kind, too few to write to people with it. */
const TRIALS_AN_HOUR = 30

/** Each kind of mail, and since when the city has words of its own for it; null: all is as built in. */
export async function listTemplates(tx: Tx) {
  const lines = []
  for (const kind of TEMPLATE_KINDS) {
    const newest = await newestTemplate(tx, kind)
    lines.push({ kind, changedAt: newest && !sameTexts(newest.texts, BUILT_IN) ? newest.changedAt : null })
  }
  return lines
}

/** A kind of mail for whoever words it. */
export type Template = {
  readonly newest: Id<'messageTemplate'> | null
  readonly texts: TemplateTexts
  /** What stands where nothing is written, filled with the facts of an example. */
  readonly builtIn: TemplateTexts
  /** What may stand in braces, where, and what it becomes in an example. */
  readonly placeholders: readonly {
    readonly name: Placeholder
    readonly inSubject: boolean
    readonly example: Texts
  }[]
  /** Newest first. */
  readonly versions: readonly TemplateVersion[]
}

/** All about the words of a kind of mail. */
export async function readTemplateOf(tx: Tx, kind: TemplateKind, publicUrl: string): Promise<Template> {
  const newest = await newestTemplate(tx, kind)
  const samples = await samplesOf(tx, kind, publicUrl)
  const values = {
    de: valuesOf(samples.de),
    simple: valuesOf(samples['de-simple']),
    en: valuesOf(samples.en),
  }
  const built = {
    de: wordedParts(samples.de),
    simple: wordedParts(samples['de-simple']),
    en: wordedParts(samples.en),
  }
  const part = (name: TemplatePart): Texts => ({
    de: built.de[name],
    'de-simple': built.simple[name],
    en: built.en[name],
  })
  const inSubject = placeholdersOf(kind, 'subject')
  return {
    newest: newest?.id ?? null,
    texts: newest?.texts ?? BUILT_IN,
    builtIn: { subject: part('subject'), opening: part('opening'), closing: part('closing') },
    placeholders: placeholdersOf(kind, 'opening').map((name) => ({
      name,
      inSubject: inSubject.includes(name),
      example: {
        de: values.de[name] ?? '',
        'de-simple': values.simple[name] ?? '',
        en: values.en[name] ?? '',
      },
    })),
    versions: await readVersions(tx, kind, VERSIONS_SHOWN),
  }
}

type Seen = { readonly kind: TemplateKind; readonly seen: Id<'messageTemplate'> | null }
type ChangeRefusal = 'bad_template' | 'changed_meanwhile' | 'nothing_changed'

/**
 * Writes the words of a kind of mail; they hold from the next mail that leaves. `changed_meanwhile` if there is a newer
 * version than the one that was seen, `bad_template` if a part could not be filled.
 */
export async function writeTemplate(
  tx: Tx,
  { kind, seen, ...written }: Seen & { readonly texts: TemplateTexts },
): Promise<Result<Id<'messageTemplate'>, ChangeRefusal>> {
  return decide(tx, { kind, seen }, tidyTexts(written.texts), null)
}

/** Lets an earlier version hold again. */
export async function restoreTemplate(
  tx: Tx,
  { kind, seen, version }: Seen & { readonly version: Id<'messageTemplate'> },
): Promise<Result<Id<'messageTemplate'>, ChangeRefusal | 'unknown_version'>> {
  const earlier = await readVersion(tx, version)
  if (earlier?.kind !== kind) return fail('unknown_version')
  return decide(tx, { kind, seen }, earlier.texts, version)
}

async function decide(
  tx: Tx,
  { kind, seen }: Seen,
  texts: TemplateTexts,
  restores: Id<'messageTemplate'> | null,
): Promise<Result<Id<'messageTemplate'>, ChangeRefusal>> {
  if (faultsOfTexts(kind, texts).length > 0) return fail('bad_template')
  await lockTemplates(tx)
  const newest = await newestTemplate(tx, kind)
  if ((newest?.id ?? null) !== seen) return fail('changed_meanwhile')
  if (sameTexts(newest?.texts ?? BUILT_IN, texts)) return fail('nothing_changed')
  const id = newId<'messageTemplate'>(tx.now)
  await insertVersion(tx, { id, kind, texts, changedAt: tx.now, restores })
  return ok(id)
}

/** Keeps words for a day so that they can be looked at and tried, without letting them count. */
export async function draftTemplate(
  tx: Tx,
  { kind, texts }: { readonly kind: TemplateKind; readonly texts: TemplateTexts },
): Promise<Result<Id<'templateDraft'>, 'bad_template'>> {
  const tidy = tidyTexts(texts)
  if (faultsOfTexts(kind, tidy).length > 0) return fail('bad_template')
  return ok(await insertDraft(tx, { kind, texts: tidy }))
}

/** The example of a kind in the words of a draft, as its mail would be; undefined once the draft is forgotten. */
export async function showDraft(
  tx: Tx,
  { draft: id, language, publicUrl }: { draft: Id<'templateDraft'>; language: Language; publicUrl: string },
): Promise<ComposedMessage | undefined> {
  const draft = await readDraft(tx, id)
  if (!draft) return undefined
  const facts = sampleFacts(draft.kind, language, await groundOf(tx, publicUrl, language, newId(tx.now)))
  return composeMessage({ ...facts, wording: wordingIn(draft.texts, language) })
}

/** Sends the example in the words of a draft to an address, through the outbox; its subject says that it is a test. */
export async function sendTrial(
  tx: Tx,
  {
    draft,
    language,
    to,
  }: { readonly draft: Id<'templateDraft'>; readonly language: Language; readonly to: string },
): Promise<Result<null, 'unknown_draft' | 'bad_address' | 'too_many_tests'>> {
  const recipient = readEmail(to)
  if (recipient === undefined) return fail('bad_address')
  if (!(await readDraft(tx, draft))) return fail('unknown_draft')
  // Of many who press at once none goes beyond the limit.
  await lockTemplates(tx)
  if ((await countTrialsSince(tx, plus(tx.now, -HOUR))) >= TRIALS_AN_HOUR) return fail('too_many_tests')
  await insertTrial(tx, { draftId: draft, language, recipient })
  tx.touch('outbox')
  return ok(null)
}

/** Forgets what was tried a day ago, with the addresses it was sent to; how many. */
export function forgetDrafts(tx: Tx): Promise<number> {
  return deleteDraftsBefore(tx, plus(tx.now, -DAY))
}

/** What the mail tells that tries a draft. */
export async function loadTrialFacts(
  tx: Tx,
  publicUrl: string,
  message: Extract<Message, { kind: 'trial' }>,
): Promise<MailFacts | undefined> {
  const draft = await readDraft(tx, message.draftId)
  if (!draft) return undefined
  const { language } = message
  const facts = sampleFacts(draft.kind, language, await groundOf(tx, publicUrl, language, message.id))
  return { ...facts, wording: wordingIn(draft.texts, language), isTrial: true }
}

/** The facts of a mail with the words that the city has chosen for it. */
export async function withWording(tx: Tx, facts: MailFacts | undefined): Promise<MailFacts | undefined> {
  const kind = facts && templateKindOf(facts)
  const template = kind && (await newestTemplate(tx, kind))
  return template ? { ...facts, wording: wordingIn(template.texts, facts.language) } : facts
}

function wordingIn({ subject, opening, closing }: TemplateTexts, language: Language): Wording {
  return { subject: subject[language], opening: opening[language], closing: closing[language] }
}

async function samplesOf(tx: Tx, kind: TemplateKind, publicUrl: string) {
  const of = async (language: Language) =>
    sampleFacts(kind, language, await groundOf(tx, publicUrl, language, newId(tx.now)))
  return { de: await of('de'), 'de-simple': await of('de-simple'), en: await of('en') }
}

/** A city without sites sends nothing; its example has the address of the city. */
async function groundOf(
  tx: Tx,
  publicUrl: string,
  language: Language,
  messageId: Id<'message'>,
): Promise<SampleGround> {
  const city = await describeCity(tx, language)
  const [first] = await listSites(tx)
  const site = first
    ? await describeSite(tx, first.id, tx.now, language)
    : {
        name: city.name,
        mobile: false,
        street: city.address,
        postcode: '',
        town: '',
        way: '',
        timeZone: 'UTC',
      }
  return { now: tx.now, messageId, publicUrl, city, site }
}
