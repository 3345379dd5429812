import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { makeLinks } from '#apps/server/application.tsx'
import { loadFacts } from '#features/message/actions.ts'
import { buildMail, type Mail } from '#features/message/jobs/mime.ts'
import { openTransport, type SenderDeps, sendDueMessages } from '#features/message/jobs.ts'
import { claimDue } from '#features/message/store/attempt.ts'
import { newId } from '#kernel/id.ts'
import { impossible } from '#kernel/result.ts'
import { openLog } from '#platform/log/log.ts'
import { monotonic } from '#platform/time/clock.ts'
import { type BenchCity, openBenchCity } from './city.ts'
import { fillEvening } from './evening.ts'
import { type Figure, type Group, median, rounded } from './figure.ts'

/** An evening of a large city, and in how many minutes its reminders shall be out. */
const EVENING = 50_000
const MINUTES = 10
/** The short form sends a part of it, so many times. */
const PART = 4_000
const RUNS = 3
const CONNECTIONS = 8
/** So many different mails are sent barely, again and again. */
const SAMPLE = 40

/** The reminders of one evening through the outbox to a mail server on this machine. */
export const messages: Group = {
  name: 'messages',
  summary: 'the reminders of one evening through the outbox, beside the same bytes without it',
  async run({ long, say }) {
    const city = await openBenchCity()
    const sink = await openSink()
    try {
      const figures = await evening(city, sink, { part: PART, runs: RUNS, say })
      return long
        ? [
            ...figures,
            ...(await evening(city, sink, { part: EVENING, runs: 1, say })).map(
              (figure): Figure => ({ ...figure, id: `${figure.id}_whole`, long: true }),
            ),
          ]
        : figures
    } finally {
      sink.close()
      await city.close()
    }
  },
}

type Run = {
  readonly rate: number
  readonly bare: number
  readonly accepted: number
  readonly disorder: number
}

async function evening(
  city: BenchCity,
  sink: Sink,
  { part, runs, say }: { readonly part: number; readonly runs: number; readonly say: (line: string) => void },
): Promise<Figure[]> {
  const all: Run[] = []
  for (let run = 0; run < runs; run++) {
    await fillEvening(city, part)
    const bare = await sendBarely(await sampleOf(city, sink), sink, Math.min(part, PART))
    await sink.report()
    const begun = monotonic()
    const { sent } = await sendDueMessages(depsOf(city, sink), city.authority)
    const rate = sent / ((monotonic() - begun) / 1_000)
    const recipients = await sink.report()
    all.push({ rate, bare, accepted: new Set(recipients).size, disorder: disorderOf(recipients) })
    say(`run ${run + 1} of ${runs}: ${rounded(rate)}/s of ${part}, barely ${rounded(bare)}/s`)
  }
  const rate = median(all.map((run) => run.rate))
  const bare = median(all.map((run) => run.bare))
  const minutes = EVENING / rate / 60
  const accepted = Math.min(...all.map((run) => run.accepted))
  const disorder = Math.max(...all.map((run) => run.disorder))
  return [
    {
      id: 'reminders_50000',
      value: rounded(minutes),
      unit: 'min',
      baseline: rounded(EVENING / bare / 60),
      ratio: rounded(bare / rate),
      target: `at most ${MINUTES} min`,
      holds: minutes <= MINUTES,
    },
    {
      id: 'reminders_accepted_once',
      value: accepted,
      unit: `of ${part}`,
      baseline: null,
      ratio: null,
      target: 'each',
      holds: accepted === part,
    },
    {
      id: 'reminders_disorder',
      value: disorder,
      unit: 'places',
      baseline: null,
      ratio: null,
      // Each connection has one mail in hand, and one that waits for the database lets the others pass a few times.
      target: `at most ${10 * CONNECTIONS} from the order of due times`,
      holds: disorder <= 10 * CONNECTIONS,
    },
  ]
}

/** How far a mail came in from its place in the order in which the mails fell due, at most. */
function disorderOf(recipients: readonly string[]): number {
  const places = new Map(recipients.toSorted().map((recipient, place) => [recipient, place]))
  return recipients.reduce(
    (most, recipient, place) => Math.max(most, Math.abs(place - (places.get(recipient) ?? 0))),
    0,
  )
}

function depsOf(city: BenchCity, sink: Sink): SenderDeps {
  const transport = openTransport({ url: sink.url })
  return {
    database: city.database,
    links: makeLinks(city.secret),
    log: openLog({ level: 'silent' }),
    transport: () => transport,
    publicUrl: () => 'https://termine.example',
    punctualityAt: async () => ({ early: 15, late: 10 }),
    sendsAtOnce: CONNECTIONS,
  }
}

/** Some of the mails that will go out, ready as bytes. */
async function sampleOf(city: BenchCity, sink: Sink): Promise<readonly Mail[]> {
  const { links, publicUrl } = depsOf(city, sink)
  const url = publicUrl(city.authority)
  const mails: Mail[] = []
  class Enough extends Error {}
  await city.database
    .withAuthority(city.authority, async (tx) => {
      while (mails.length < SAMPLE) {
        const message = (await claimDue(tx, newId<'attempt'>(tx.now), 'mail')) ?? impossible('nothing is due')
        const facts = (await loadFacts(tx, links, url, message)) ?? impossible('nothing to tell')
        const mail = await buildMail(facts, message.recipient)
        mails.push(mail.ok ? mail.value : impossible(mail.code))
      }
      // Nothing was claimed: the outbox is as it was.
      throw new Enough()
    })
    .catch((error: unknown) => {
      if (!(error instanceof Enough)) throw error
    })
  return mails
}

/** The same bytes over as many connections, without outbox, database and facts; mails a second. */
async function sendBarely(mails: readonly Mail[], sink: Sink, count: number): Promise<number> {
  let next = 0
  const line = async () => {
    const { hostname, port } = new URL(sink.url)
    const connection = new SMTPConnection({
      host: hostname,
      port: Number(port),
      ignoreTLS: true,
      logger: false,
    })
    await new Promise<void>((resolve) => connection.connect(() => resolve()))
    while (next < count) {
      const mail = mails[next++ % mails.length] ?? impossible('no mails')
      await new Promise<void>((resolve, reject) =>
        connection.send({ from: mail.from, to: [mail.to] }, mail.bytes, (error) =>
          error ? reject(error) : resolve(),
        ),
      )
    }
    connection.quit()
  }
  const begun = monotonic()
  await Promise.all(Array.from({ length: CONNECTIONS }, line))
  return count / ((monotonic() - begun) / 1_000)
}

/** A mail server in a process of its own. */
type Sink = { readonly url: string; report(): Promise<readonly string[]>; close(): void }

async function openSink(): Promise<Sink> {
  const child = fork(fileURLToPath(new URL('./mailSink.ts', import.meta.url)))
  const heard = <Message>() =>
    new Promise<Message>((resolve) => child.once('message', (said) => resolve(said as Message)))
  const { port } = await heard<{ port: number }>()
  return {
    url: `smtp://127.0.0.1:${port}`,
    report() {
      const told = heard<{ recipients: string[] }>()
      child.send('report')
      return told.then(({ recipients }) => recipients)
    },
    close: () => void child.disconnect(),
  }
}
