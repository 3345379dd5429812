import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import PostalMime, { type Email } from 'postal-mime'
import { isId, newId } from '#kernel/id.ts'
import { systemClock } from '#platform/time/clock.ts'

/** A mail in a list. */
export type MailSummary = {
  readonly id: string
  readonly subject: string
  readonly from: string
  readonly to: string
  /** The Date header, as the sender's clock had it; ISO 8601. */
  readonly date: string | undefined
}

/** A mail with all its parts. */
export type StoredMail = MailSummary & {
  readonly text: string
  readonly html: string | undefined
  readonly attachments: readonly StoredAttachment[]
}

export type StoredAttachment = {
  readonly name: string
  readonly type: string
  /** By which the HTML part shows it, without angle brackets. */
  readonly contentId: string | undefined
  readonly content: Uint8Array
}

/** The mails of one authority as .eml files in a folder of their own; the newest are kept. */
export type MailFolder = {
  store(raw: Buffer): Promise<void>
  /** The newest first. */
  list(limit: number): Promise<readonly MailSummary[]>
  count(): Promise<number>
  read(id: string): Promise<StoredMail | undefined>
}

/** Opens the folder of an authority; it is made with the first mail. */
export function openMailFolder(path: string, keep: number): MailFolder {
  // A list asks for the same mails again and again; their files never change.
  const summaries = new Map<string, MailSummary>()

  async function ids(): Promise<string[]> {
    const files = await readdir(path).catch(missingIsEmpty)
    return files
      .flatMap((file) => (file.endsWith('.eml') && isId(file.slice(0, -4)) ? [file.slice(0, -4)] : []))
      .sort()
      .reverse()
  }

  async function parse(id: string): Promise<Email | undefined> {
    if (!isId(id)) return undefined
    const raw = await readFile(join(path, `${id}.eml`)).catch(missingIsNothing)
    return raw && PostalMime.parse(raw, { attachmentEncoding: 'arraybuffer' })
  }

  async function summary(id: string): Promise<MailSummary | undefined> {
    const known = summaries.get(id)
    if (known) return known
    const mail = await parse(id)
    if (!mail) return undefined
    const made = summaryOf(id, mail)
    summaries.set(id, made)
    return made
  }

  return {
    async store(raw) {
      await mkdir(path, { recursive: true, mode: 0o700 })
      const file = join(path, `${newId(systemClock.now())}.eml`)
      await writeFile(`${file}.part`, raw, { mode: 0o600 })
      await rename(`${file}.part`, file)
      for (const old of (await ids()).slice(keep)) {
        summaries.delete(old)
        await rm(join(path, `${old}.eml`), { force: true })
      }
    },
    async list(limit) {
      const found = await Promise.all((await ids()).slice(0, limit).map(summary))
      return found.filter((each) => each !== undefined)
    },
    count: async () => (await ids()).length,
    async read(id) {
      const mail = await parse(id)
      return mail && { ...summaryOf(id, mail), ...partsOf(mail) }
    },
  }
}

function summaryOf(id: string, mail: Email): MailSummary {
  return {
    id,
    subject: mail.subject ?? '',
    from: [mail.from?.name, mail.from?.address].filter(Boolean).join(', '),
    to: (mail.to ?? []).map(({ address }) => address ?? '').join(', '),
    date: mail.date,
  }
}

function partsOf(mail: Email): Pick<StoredMail, 'text' | 'html' | 'attachments'> {
  return {
    text: mail.text ?? '',
    html: mail.html,
    attachments: mail.attachments.map((attachment) => ({
      name: attachment.filename ?? '',
      type: attachment.mimeType,
      contentId: attachment.contentId?.replace(/^<|>$/g, ''),
      content:
        typeof attachment.content === 'string'
          ? new TextEncoder().encode(attachment.content)
          : new Uint8Array(attachment.content),
    })),
  }
}

function missingIsEmpty(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return []
  throw error
}

function missingIsNothing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined
  throw error
}
