import {
  type MailConnection,
  type MailTransport,
  openTransport,
  sendDueMessages,
  tidyOutbox,
} from '#features/message/jobs.ts'
import { impossible, ok } from '#kernel/result.ts'
import { hashToken, linkToken, secretFrom } from '#platform/crypto/token.ts'
import { openDatabase } from '#platform/db/database.ts'
import { openLog } from '#platform/log/log.ts'

// A sender in a process of its own, which can be killed: it tidies the outbox of one authority, sends what is due, and
// ends. APP_URL, SMTP_URL and AUTHORITY come in by the environment, with LATER its clock is so many milliseconds ahead.
// CARELESS=yes takes the mark before the last byte away.
const { APP_URL = '', SMTP_URL = '', AUTHORITY = '', LATER = '0', CARELESS } = process.env

function careless(transport: MailTransport): MailTransport {
  return {
    ...transport,
    async connect() {
      const opened = await transport.connect()
      if (!opened.ok) return opened
      const deliver: MailConnection['deliver'] = (mail) => opened.value.deliver(mail)
      return ok({ ...opened.value, deliver })
    },
  }
}

const database = openDatabase({ url: APP_URL, connections: 2 })
const opened = openTransport({ url: SMTP_URL })
const transport = CARELESS === 'yes' ? careless(opened) : opened
const deps = {
  database,
  links: {
    tokenOf: (authority, visitId, generation) =>
      linkToken(secretFrom('x'.repeat(32), 'links'), authority, visitId, generation),
    digestOf: hashToken,
  },
  log: openLog({ level: 'silent' }),
  transport: () => transport,
  publicUrl: () => 'http://127.0.0.1:1',
  punctualityAt: async () => ({ early: 12, late: 7 }),
} satisfies Parameters<typeof sendDueMessages>[0]
const found = (await database.authorities()).find(({ key }) => key === AUTHORITY)
const authority = found ?? impossible(`no authority ${AUTHORITY}`)
const now = { ...authority, demoOffset: authority.demoOffset + Number(LATER) }
await tidyOutbox(deps, now)
await sendDueMessages(deps, now)
await opened.close()
await database.close()
process.exit(0)
