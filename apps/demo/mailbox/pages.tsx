import { getSettings } from '#features/authority/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import { bindPage, type PageAnswer } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import type { FrameOf } from '#ui/frame.ts'
import { htmlAnswer } from '#ui/render.ts'
import type { Mailbox } from '../mailbox.ts'
import { isInvented } from '../people.ts'
import type { StoredMail } from './folder.ts'
import { MailListPage, MailPage } from './MailPages.tsx'

/** What the mailbox's pages stand on. */
export type MailboxPageDependencies = {
  readonly mailbox: Mailbox
  readonly database: Database
  readonly frame: FrameOf<Authority>
}

/** More of a kind is never looked at; the newest are what somebody waits for. */
const SHOWN = 30
const NOT_FOUND: PageAnswer = { kind: 'failure', code: 'not_found' }
const everyone = { who: 'everyone, in a demo authority', allows: () => true }

/** The pages of the demo's mailbox. For a real authority they do not exist. */
export function registerMailboxPages(
  app: HttpServer<Caller, Authority>,
  { mailbox, database, frame }: MailboxPageDependencies,
): void {
  const zoneOf = (authority: Authority) =>
    database.withAuthority(authority, async (tx) => (await getSettings(tx)).timeZone)
  const find = async (authority: Authority, id: string): Promise<StoredMail | undefined> =>
    authority.demo ? mailbox.readMail(authority.key, id) : undefined

  bindPage(app, {
    method: 'GET',
    path: '/demo/mail',
    policy: everyone,
    async handler(request) {
      const { authority } = request
      if (!authority.demo) return NOT_FOUND
      const mails = await mailbox.listMails(authority.key)
      const own = mails.filter(({ to }) => !isInvented(to))
      const invented = mails.filter(({ to }) => isInvented(to))
      const shown = {
        own: own.slice(0, SHOWN),
        invented: invented.slice(0, SHOWN),
        inventedCount: invented.length,
      }
      return htmlAnswer(
        <MailListPage frame={await frame(request)} {...shown} zone={await zoneOf(authority)} />,
      )
    },
  })

  bindPage(app, {
    method: 'GET',
    path: '/demo/mail/:id',
    policy: everyone,
    needs: { embeds: true },
    async handler(request) {
      const mail = await find(request.authority, request.params.id)
      if (!mail) return NOT_FOUND
      return htmlAnswer(
        <MailPage frame={await frame(request)} mail={mail} zone={await zoneOf(request.authority)} />,
      )
    },
  })

  bindPage(app, {
    method: 'GET',
    path: '/demo/mail/:id/html',
    policy: everyone,
    needs: { foreign: true },
    async handler({ authority, params }) {
      const mail = await find(authority, params.id)
      return mail?.html === undefined ? NOT_FOUND : { kind: 'html', body: framedHtml(mail, mail.html) }
    },
  })

  bindPage(app, {
    method: 'GET',
    path: '/demo/mail/:id/files/:position',
    policy: everyone,
    async handler({ authority, params }) {
      const mail = await find(authority, params.id)
      const file = mail?.attachments[Number(params.position)]
      if (!file) return NOT_FOUND
      // Nothing of a mail is ever shown as a page of this server.
      const type = file.type === 'text/calendar' ? 'text/calendar; charset=utf-8' : 'application/octet-stream'
      return { kind: 'file', body: file.content, type, download: file.name }
    },
  })
}

/** The HTML part with its own images inside; its links open beside the demo. */
function framedHtml(mail: StoredMail, part: string): string {
  const withImages = part.replaceAll(/"cid:([^"]*)"/g, (whole, contentId: string) => {
    const image = mail.attachments.find((attachment) => attachment.contentId === contentId)
    if (image?.type !== 'image/png') return whole
    return `"data:image/png;base64,${Buffer.from(image.content).toString('base64')}"`
  })
  return withImages.replace('<head>', '<head><base target="_blank">')
}
